// The stem: 7x7 convolution with stride 2, bias, relu, then the largest of each 3x3 window with stride 2.
// Scalar reference: reference.rs; launch contract: launch.rs.
//
// A thread computes four output channels of one row of pooled pixels, from left to right: two new columns of the map
// before pooling for each, in its three rows ($i), and the largest of the column before. No barrier.
// Layouts as in split_k.wgsl.

@group(0) @binding(0) var<storage, read> images: array<f32>;
@group(0) @binding(1) var<storage, read> weights: array<u32>;
@group(0) @binding(2) var<storage, read> scale_bias: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> pooled: array<vec4<f32>>;

const QUADS = $QUADSu; // threads side by side along output channels
const NONE = vec4<f32>(0.0); // below every value behind relu

@compute @workgroup_size(QUADS, 7)
fn stem(
    @builtin(workgroup_id) group_id: vec3<u32>,
    @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_id) thread: vec3<u32>,
) {
    let output = group_id.x * QUADS + thread.x;
    let outputs = grid.x * QUADS;
    let y = thread.y;
    let scales = group_id.z * (arrayLength(&scale_bias) / grid.z) + 2u + output * 3u;
    let scale = scale_bias[scales] * 127.0;
    let bias = scale_bias[scales + 2u];
    let packed = group_id.z * (arrayLength(&weights) / grid.z) + output * 49u;
    var before = NONE;
    for (var x = 0u; x < 7u; x++) {
        //#rows
        var left$i = NONE;
        var right$i = NONE;
        //#end
        for (var tap_y = 0u; tap_y < 7u; tap_y++) {
            //#rows
            // Below zero wraps around and is as far outside the image as beyond its end.
            let row$i = y * 4u + tap_y + $iu * 2u - 5u;
            let line$i = group_id.y * 784u + row$i * 28u;
            //#end
            for (var tap_x = 0u; tap_x < 7u; tap_x++) {
                let w = unpack4x8snorm(weights[packed + tap_y * 7u + tap_x]);
                let column = x * 4u + tap_x - 3u;
                let next = column + 2u;
                //#rows
                let here$i = row$i < 28u && column < 28u;
                let there$i = row$i < 28u && next < 28u;
                left$i += select(0.0, images[select(0u, line$i + column, here$i)], here$i) * w;
                right$i += select(0.0, images[select(0u, line$i + next, there$i)], there$i) * w;
                //#end
            }
        }
        var largest = before;
        before = NONE;
        //#rows
        // Above the first row of the map there is none.
        if (y * 2u + $iu > 0u) {
            before = max(before, right$i * scale + bias);
            largest = max(largest, left$i * scale + bias);
        }
        //#end
        pooled[((group_id.z * grid.y + group_id.y) * 49u + y * 7u + x) * outputs + output] = max(largest, before);
    }
}
