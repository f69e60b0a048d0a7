// One step of the plan: convolution, bias, shortcut, relu. Twin: fused::twin::conv.
//
// A workgroup computes four output channels of a tile of rows; a row is one pixel of one image. Each thread takes a
// few rows (so that an unpacked weight serves several pixels) and every SLICES-th group of four weights along K; the
// partial sums meet in workgroup memory.
//
// Layouts: activations [group][row][channel]; weights [group][output / 4][reach / 4][4 inputs][4 outputs] as int8;
// affine [group]: two vec4 of numbers about the step, then [output / 4][scale, projection scale, bias], then padding.

@group(0) @binding(0) var<storage, read> source: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> weights: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> affine: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> shortcut: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> target_map: array<f32>;

const ROWS = $ROWSu; // rows per thread
const LANES = $LANESu; // threads side by side along rows
const SLICES = $SLICESu; // threads side by side along K
const TILE = ROWS * LANES;
const OUTSIDE = 0x10000u;

var<workgroup> partial: array<vec4<f32>, TILE * SLICES>;

@compute @workgroup_size(LANES * SLICES)
fn conv(
    @builtin(workgroup_id) place: vec3<u32>,
    @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    // What the step is: see `header` in store.rs.
    let head = place.z * (arrayLength(&affine) / grid.z);
    let shape = bitcast<vec4<u32>>(affine[head]);
    let other = bitcast<vec4<u32>>(affine[head + 1u]);
    let side = shape.x & 255u;
    let stride = (shape.x >> 8u) & 255u;
    let padding = (shape.x >> 16u) & 255u;
    let kernel = shape.x >> 24u;
    let input_shift = shape.y;
    let inputs = 1u << input_shift;
    let outputs = grid.x;
    let taps = shape.z;
    let output_side = shape.w;
    let projected = other.x; // inputs of the projection in fours; 0 without one
    let projection_side = other.y;
    let projection_stride = other.z;
    let identity = other.w;

    let pixels = output_side * output_side;
    let images = arrayLength(&source) / (grid.z * side * side * inputs);
    let rows = images * pixels;
    let lane = thread / SLICES;
    let slice = thread % SLICES;
    let first = place.y * TILE + lane * ROWS;
    let scales = head + 2u + place.x * 3u;
    let packed = (place.z * outputs + place.x) * (taps + projected);

    var sums: array<vec4<f32>, ROWS>;
    var tops: array<u32, ROWS>;
    var lefts: array<u32, ROWS>;
    var bases: array<u32, ROWS>;
    for (var i = 0u; i < ROWS; i++) {
        let row = first + i;
        let image = row / pixels;
        let pixel = row - image * pixels;
        let y = pixel / output_side;
        // Below zero wraps around and is as far outside the map as beyond its end.
        tops[i] = select(y * stride - padding, OUTSIDE, row >= rows);
        lefts[i] = (pixel - y * output_side) * stride - padding;
        bases[i] = (place.z * images + image) * side * side;
    }
    for (var k = slice; k < taps; k += SLICES) {
        let tap = k >> input_shift;
        let input = k & (inputs - 1u);
        let tap_y = tap / kernel;
        let tap_x = tap - tap_y * kernel;
        let q = weights[packed + k];
        let w0 = unpack4x8snorm(q.x);
        let w1 = unpack4x8snorm(q.y);
        let w2 = unpack4x8snorm(q.z);
        let w3 = unpack4x8snorm(q.w);
        for (var i = 0u; i < ROWS; i++) {
            let y = tops[i] + tap_y;
            let x = lefts[i] + tap_x;
            if (y < side && x < side) {
                let v = source[((bases[i] + y * side + x) << input_shift) + input];
                sums[i] += v.x * w0 + v.y * w1 + v.z * w2 + v.w * w3;
            }
        }
    }
    let scale = affine[scales];
    for (var i = 0u; i < ROWS; i++) {
        sums[i] *= scale;
    }
    if (projected > 0u) {
        let projection_scale = affine[scales + 1u];
        for (var i = 0u; i < ROWS; i++) {
            let row = first + i;
            let image = row / pixels;
            let pixel = row - image * pixels;
            let y = pixel / output_side;
            let x = pixel - y * output_side;
            let map = (place.z * images + image) * projection_side * projection_side;
            bases[i] = (map + (y * projection_side + x) * projection_stride) * projected;
        }
        for (var k = slice; k < projected; k += SLICES) {
            let q = weights[packed + taps + k];
            let w0 = unpack4x8snorm(q.x);
            let w1 = unpack4x8snorm(q.y);
            let w2 = unpack4x8snorm(q.z);
            let w3 = unpack4x8snorm(q.w);
            for (var i = 0u; i < ROWS; i++) {
                if (first + i < rows) {
                    let v = shortcut[bases[i] + k];
                    sums[i] += projection_scale * (v.x * w0 + v.y * w1 + v.z * w2 + v.w * w3);
                }
            }
        }
    }
    for (var i = 0u; i < ROWS; i++) {
        partial[(lane * ROWS + i) * SLICES + slice] = sums[i];
    }
    workgroupBarrier();
    for (var i = thread; i < TILE * 4u; i += LANES * SLICES) {
        let row = place.y * TILE + i / 4u;
        let channel = i % 4u;
        if (row < rows) {
            var sum = 0.0;
            for (var k = 0u; k < SLICES; k++) {
                sum += partial[(i / 4u) * SLICES + k][channel];
            }
            // Snorm divides by 127.
            sum = sum * 127.0 + affine[scales + 2u][channel];
            let quad = (place.z * rows + row) * outputs + place.x;
            if (identity > 0u) {
                sum += shortcut[quad][channel];
            }
            target_map[quad * 4u + channel] = max(sum, 0.0);
        }
    }
}
