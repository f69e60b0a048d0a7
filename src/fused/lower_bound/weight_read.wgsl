// Reads the weights of a step once, cut among workgroups as conv.wgsl cuts them, and counts as launch.wgsl does.
// See mod.rs.

@group(0) @binding(0) var<storage, read> weights: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> before: array<u32>;
@group(0) @binding(2) var<storage, read_write> after: array<u32>;

const THREADS = 64u;

@compute @workgroup_size(THREADS)
fn weight_read(
    @builtin(workgroup_id) group_id: vec3<u32>,
    @builtin(num_workgroups) grid: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let shares = grid.x * grid.z;
    let share = group_id.z * grid.x + group_id.x;
    let length = (arrayLength(&weights) + shares - 1u) / shares;
    let end = min((share + 1u) * length, arrayLength(&weights));
    var all = vec4<u32>(0u);
    for (var i = share * length + thread; i < end; i += THREADS) {
        all ^= weights[i];
    }
    if (share == 0u && thread == 0u) {
        after[0] = before[0] + 1u;
    }
    // Keeps the reads: nobody looks here.
    let word = all.x ^ all.y ^ all.z ^ all.w;
    if (word == 0x9e3779b9u) {
        after[1] = word;
    }
}
