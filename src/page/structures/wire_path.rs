//! Where the drawn wires of a structure run.

/// Height of the drawn wires in their own units; their width is 100.
pub(super) const WIRES: f64 = 20.0;

/// The middle of one of some boxes side by side, in the wires' units.
pub(super) fn center(index: usize, count: usize) -> f64 {
    100.0 * (index as f64 + 0.5) / count as f64
}

/// The path of a wire from above to below.
pub(super) fn straight(from: f64, to: f64) -> String {
    let bend = WIRES / 2.0;
    format!("M{from},0 C{from},{bend} {to},{bend} {to},{WIRES}")
}

/// The path of a wire from above over its handle to below.
pub(super) fn through(from: f64, handle: f64, to: f64) -> String {
    let [quarter, half, rest] = [0.25, 0.5, 0.75].map(|part| part * WIRES);
    format!(
        "M{from},0 C{from},{quarter} {handle},{quarter} {handle},{half} C{handle},{rest} {to},{rest} {to},{WIRES}"
    )
}
