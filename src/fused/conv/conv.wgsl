// One step of the plan: convolution, bias, shortcut, relu. Scalar reference: reference.rs; launch contract: launch.rs.
//
// A thread gathers four output channels of a few rows, so that an unpacked weight serves several pixels; a row is one
// pixel of one image. Either it reduces all of K alone (#per_thread), or SLICES threads take every SLICES-th group of
// four weights each and add their partial sums up in workgroup memory (#split_k). A block between #rows and #end is
// unrolled for every row $i, because an array that is indexed in a loop may be memory instead of registers; see
// ../wgsl.rs.
//
// Layouts: activations [slot][row][channel]; weights [slot][output / 4][k / 4][4 inputs][4 outputs] as int8;
// scale_bias [slot]: two vec4 of numbers about the step, then [output / 4][scale, projection scale, bias], then padding.

@group(0) @binding(0) var<storage, read> source: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> weights: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> scale_bias: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> shortcut: array<vec4<f32>>;
//#per_thread
@group(0) @binding(4) var<storage, read_write> target_map: array<vec4<f32>>;
//#end
//#split_k
@group(0) @binding(4) var<storage, read_write> target_map: array<f32>;
//#end

const ROWS = $ROWSu; // rows per thread
const QUADS = $QUADSu; // threads side by side along output channels
const ROW_THREADS = $ROW_THREADSu; // threads side by side along rows
const SLICES = $SLICESu; // threads side by side along K
const TILE = ROWS * ROW_THREADS;

//#split_k
var<workgroup> partial: array<vec4<f32>, QUADS * TILE * SLICES>; // [quad][row of the tile][slice]
//#end

@compute @workgroup_size(SLICES * QUADS * ROW_THREADS)
fn conv(
    @builtin(workgroup_id) group_id: vec3<u32>,
    @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    // What the step is: see `header` in launch.rs.
    let head = group_id.z * (arrayLength(&scale_bias) / grid.z);
    let shape = bitcast<vec4<u32>>(scale_bias[head]);
    let other = bitcast<vec4<u32>>(scale_bias[head + 1u]);
    let side = shape.x & 255u;
    let stride = (shape.x >> 8u) & 255u;
    let padding = (shape.x >> 16u) & 255u;
    let kernel = shape.x >> 24u;
    let input_shift = shape.y;
    let inputs = 1u << input_shift;
    let outputs = grid.x * QUADS;
    let taps = shape.z;
    let output_side = shape.w;
    let projected = other.x; // inputs of the projection in fours; 0 without one
    let projection_side = other.y;
    let projection_stride = other.z;
    let identity = other.w;

    let pixels = output_side * output_side;
    let images = arrayLength(&source) / (grid.z * side * side * inputs);
    let rows = images * pixels;
    let slice = thread % SLICES;
    let quad = thread / SLICES % QUADS;
    let row_thread = thread / (SLICES * QUADS);
    let first = group_id.y * TILE + row_thread * ROWS;
    let output = group_id.x * QUADS + quad;
    let scales = head + 2u + output * 3u;
    let packed = (group_id.z * outputs + output) * (taps + projected);

    //#rows
    let row$i = first + $iu;
    let image$i = row$i / pixels;
    let pixel$i = row$i - image$i * pixels;
    let y$i = pixel$i / output_side;
    let x$i = pixel$i - y$i * output_side;
    let map$i = (group_id.z * images + image$i) * side * side;
    var sum$i = vec4<f32>();
    //#end
    for (var tap_y = 0u; tap_y < kernel; tap_y++) {
        for (var tap_x = 0u; tap_x < kernel; tap_x++) {
            var any_inside = false;
            //#rows
            // Below zero wraps around and is as far outside the map as beyond its end.
            let row_at$i = y$i * stride + tap_y - padding;
            let column_at$i = x$i * stride + tap_x - padding;
            let inside$i = row$i < rows && row_at$i < side && column_at$i < side;
            let at$i = select(0u, (map$i + row_at$i * side + column_at$i) << input_shift, inside$i);
            any_inside = any_inside || inside$i;
            //#end
            if (!any_inside) {
                continue;
            }
            let tap = packed + ((tap_y * kernel + tap_x) << input_shift);
            for (var input = slice; input < inputs; input += SLICES) {
                let q = weights[tap + input];
                let w0 = unpack4x8snorm(q.x);
                let w1 = unpack4x8snorm(q.y);
                let w2 = unpack4x8snorm(q.z);
                let w3 = unpack4x8snorm(q.w);
                //#rows
                let v$i = select(vec4<f32>(), source[at$i + input], inside$i);
                sum$i += v$i.x * w0 + v$i.y * w1 + v$i.z * w2 + v$i.w * w3;
                //#end
            }
        }
    }
    // Snorm divides by 127; it is undone in the end.
    let scale = scale_bias[scales];
    //#rows
    sum$i *= scale;
    //#end
    if (projected > 0u) {
        let projection_scale = scale_bias[scales + 1u];
        let maps = projection_side * projection_side;
        //#rows
        let corner$i = (group_id.z * images + image$i) * maps + (y$i * projection_side + x$i) * projection_stride;
        let from$i = select(0u, corner$i * projected, row$i < rows);
        //#end
        for (var input = slice; input < projected; input += SLICES) {
            let q = weights[packed + taps + input];
            let w0 = projection_scale * unpack4x8snorm(q.x);
            let w1 = projection_scale * unpack4x8snorm(q.y);
            let w2 = projection_scale * unpack4x8snorm(q.z);
            let w3 = projection_scale * unpack4x8snorm(q.w);
            //#rows
            let v$i = shortcut[from$i + input];
            sum$i += v$i.x * w0 + v$i.y * w1 + v$i.z * w2 + v$i.w * w3;
            //#end
        }
    }
    //#per_thread
    let bias = scale_bias[scales + 2u];
    //#rows
    if (row$i < rows) {
        let to = (group_id.z * rows + row$i) * outputs + output;
        var result = sum$i * 127.0 + bias;
        if (identity > 0u) {
            result += shortcut[to];
        }
        target_map[to] = max(result, vec4<f32>());
    }
    //#end
    //#end
    //#split_k
    //#rows
    partial[((quad * ROW_THREADS + row_thread) * ROWS + $iu) * SLICES + slice] = sum$i;
    //#end
    workgroupBarrier();
    for (var i = thread; i < QUADS * TILE * 4u; i += SLICES * QUADS * ROW_THREADS) {
        let cell = i / 4u;
        let channel = i % 4u;
        let row = group_id.y * TILE + cell % TILE;
        if (row < rows) {
            var sum = 0.0;
            for (var k = 0u; k < SLICES; k++) {
                sum += partial[cell * SLICES + k][channel];
            }
            let output = group_id.x * QUADS + cell / TILE;
            let to = (group_id.z * rows + row) * outputs + output;
            var result = sum * 127.0 + scale_bias[head + 2u + output * 3u + 2u][channel];
            if (identity > 0u) {
                result += shortcut[to][channel];
            }
            target_map[to * 4u + channel] = max(result, 0.0);
        }
    }
    //#end
}
