//! A table of finished cells, the same program for each of the lab's small tables.

use leptos::prelude::*;

/// A table as data.
pub(super) struct SmallTable {
    /// For the style sheet.
    pub(super) class: &'static str,
    /// For tests.
    pub(super) testid: &'static str,
    pub(super) caption: String,
    /// Names of the columns.
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<SmallRow>,
}

/// A row: its heading, then its cells as [`cell`] makes them.
pub(super) struct SmallRow {
    pub(super) class: Option<&'static str>,
    /// Id of the structure that it is of.
    pub(super) structure: Option<&'static str>,
    pub(super) heading: AnyView,
    pub(super) cells: Vec<AnyView>,
}

/// A cell with this in it.
pub(super) fn cell(content: AnyView) -> AnyView {
    view! { <td>{content}</td> }.into_any()
}

impl SmallTable {
    /// The table, which scrolls where it is too wide.
    pub(super) fn view(self) -> AnyView {
        let column = |name: String| view! { <th scope="col">{name}</th> }.into_any();
        let row = |row: SmallRow| {
            view! {
                <tr class=row.class data-structure=row.structure><th scope="row">{row.heading}</th>{row.cells}</tr>
            }
            .into_any()
        };
        let columns: Vec<AnyView> = self.columns.into_iter().map(column).collect();
        let rows: Vec<AnyView> = self.rows.into_iter().map(row).collect();
        let name = self.caption.clone();
        view! {
            <div class="scroll" tabindex="0" role="group" aria-label=name>
                <table class=self.class data-testid=self.testid>
                    <caption>{self.caption}</caption>
                    <thead><tr>{columns}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}
