// The stem without its pooling: 7x7 convolution with stride 2, bias, relu. It is looked at, not computed on.
// Scalar reference: `unpooled` in reference.rs; launch contract: launch.rs.
//
// A thread computes four output channels of one pixel. No barrier.
// Layouts as in split_k.wgsl; result [slot][image][14][14][channel].

@group(0) @binding(0) var<storage, read> images: array<f32>;
@group(0) @binding(1) var<storage, read> weights: array<u32>;
@group(0) @binding(2) var<storage, read> scale_bias: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> map: array<vec4<f32>>;

const SIDE = 14u;

@compute @workgroup_size(SIDE)
fn unpooled(
    @builtin(workgroup_id) group_id: vec3<u32>,
    @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) x: u32,
) {
    let outputs = grid.x / SIDE;
    let output = group_id.x / SIDE;
    let y = group_id.x % SIDE;
    let scales = group_id.z * (arrayLength(&scale_bias) / grid.z) + 2u + output * 3u;
    let packed = group_id.z * (arrayLength(&weights) / grid.z) + output * 49u;
    var sum = vec4<f32>(0.0);
    for (var tap_y = 0u; tap_y < 7u; tap_y++) {
        // Below zero wraps around and is as far outside the image as beyond its end.
        let row = y * 2u + tap_y - 3u;
        for (var tap_x = 0u; tap_x < 7u; tap_x++) {
            let column = x * 2u + tap_x - 3u;
            let inside = row < 28u && column < 28u;
            let pixel = images[select(0u, group_id.y * 784u + row * 28u + column, inside)];
            sum += select(0.0, pixel, inside) * unpack4x8snorm(weights[packed + tap_y * 7u + tap_x]);
        }
    }
    let pixel = (group_id.z * grid.y + group_id.y) * SIDE * SIDE + y * SIDE + x;
    map[pixel * outputs + output] = max(sum * scale_bias[scales] * 127.0 + scale_bias[scales + 2u], vec4<f32>(0.0));
}
