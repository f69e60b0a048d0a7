// Nothing but a dependency: counts how many launches of a chain have run. See mod.rs.

@group(0) @binding(0) var<storage, read> before: array<u32>;
@group(0) @binding(1) var<storage, read_write> after: array<u32>;

@compute @workgroup_size(1)
fn launch() {
    after[0] = before[0] + 1u;
}
