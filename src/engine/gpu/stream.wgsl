// Reads the weights of a step once, cut among workgroups as conv.wgsl cuts them, and counts as empty.wgsl does.
// See floor.rs.

@group(0) @binding(0) var<storage, read> weights: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> before: array<u32>;
@group(0) @binding(2) var<storage, read_write> after: array<u32>;

const THREADS = 64u;

@compute @workgroup_size(THREADS)
fn stream(
    @builtin(workgroup_id) place: vec3<u32>,
    @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let parts = grid.x * grid.z;
    let part = place.z * grid.x + place.x;
    let length = (arrayLength(&weights) + parts - 1u) / parts;
    let end = min((part + 1u) * length, arrayLength(&weights));
    var all = vec4<u32>(0u);
    for (var i = part * length + thread; i < end; i += THREADS) {
        all ^= weights[i];
    }
    if (part == 0u && thread == 0u) {
        after[0] = before[0] + 1u;
    }
    // Keeps the reads: nobody looks here.
    let word = all.x ^ all.y ^ all.z ^ all.w;
    if (word == 0x9e3779b9u) {
        after[1] = word;
    }
}
