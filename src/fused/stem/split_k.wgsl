// The stem: 7x7 convolution with stride 2, bias, relu, then the largest of each 3x3 window with stride 2.
// Scalar reference: reference.rs; launch contract: launch.rs.
//
// The threads of a workgroup compute four output channels of one image together: the image and the 14x14 map stay in
// workgroup memory.
// Layouts: images [image][28][28], the same for every slot; weights [slot][output / 4][49][4 outputs] as int8, each
// slot padded; scale_bias as in conv.wgsl; result [slot][image][7][7][channel].

@group(0) @binding(0) var<storage, read> images: array<f32>;
@group(0) @binding(1) var<storage, read> weights: array<u32>;
@group(0) @binding(2) var<storage, read> scale_bias: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> pooled: array<vec4<f32>>;

const THREADS = 64u;

var<workgroup> image: array<f32, 784>;
var<workgroup> map: array<vec4<f32>, 196>;

@compute @workgroup_size(THREADS)
fn stem(
    @builtin(workgroup_id) group_id: vec3<u32>,
    @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    for (var i = thread; i < 784u; i += THREADS) {
        image[i] = images[group_id.y * 784u + i];
    }
    workgroupBarrier();
    let scales = group_id.z * (arrayLength(&scale_bias) / grid.z) + 2u + group_id.x * 3u;
    let packed = group_id.z * (arrayLength(&weights) / grid.z) + group_id.x * 49u;
    for (var pixel = thread; pixel < 196u; pixel += THREADS) {
        let top = i32(pixel / 14u) * 2 - 3;
        let left = i32(pixel % 14u) * 2 - 3;
        var sum = vec4<f32>(0.0);
        for (var tap_y = 0; tap_y < 7; tap_y++) {
            let y = top + tap_y;
            if (y < 0 || y > 27) {
                continue;
            }
            for (var tap_x = 0; tap_x < 7; tap_x++) {
                let x = left + tap_x;
                if (x >= 0 && x <= 27) {
                    sum += image[y * 28 + x] * unpack4x8snorm(weights[packed + u32(tap_y * 7 + tap_x)]);
                }
            }
        }
        map[pixel] = max(sum * scale_bias[scales] * 127.0 + scale_bias[scales + 2u], vec4<f32>(0.0));
    }
    workgroupBarrier();
    if (thread < 49u) {
        let top = i32(thread / 7u) * 2 - 1;
        let left = i32(thread % 7u) * 2 - 1;
        var largest = vec4<f32>(0.0);
        for (var y = max(top, 0); y < top + 3; y++) {
            for (var x = max(left, 0); x < left + 3; x++) {
                largest = max(largest, map[y * 14 + x]);
            }
        }
        pooled[((group_id.z * grid.y + group_id.y) * 49u + thread) * grid.x + group_id.x] = largest;
    }
}
