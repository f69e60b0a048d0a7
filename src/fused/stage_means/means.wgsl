// The mean of a map over its channels. Scalar reference: reference.rs; launch contract: launch.rs.
//
// A thread has one pixel: there are few, nothing waits for them, and no barrier is needed.
// Layouts: map [slot][image][pixel][channel]; means [slot][image][pixel].

@group(0) @binding(0) var<storage, read> map: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> means: array<f32>;

@compute @workgroup_size(1)
fn means_of(@builtin(workgroup_id) group_id: vec3<u32>, @builtin(num_workgroups) grid: vec3<u32>) {
    let pixel = (group_id.z * grid.y + group_id.y) * grid.x + group_id.x;
    let quads = arrayLength(&map) / (grid.x * grid.y * grid.z);
    var sum = vec4<f32>(0.0);
    for (var quad = 0u; quad < quads; quad++) {
        sum += map[pixel * quads + quad];
    }
    means[pixel] = dot(sum, vec4<f32>(1.0)) / f32(quads * 4u);
}
