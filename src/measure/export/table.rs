//! Rows of text under a header, written as CSV or as Markdown: the only writer of either.

/// A table of text cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(header: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { header: header.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Appends a row, one cell a column.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item: Into<String>>) {
        self.rows.push(row.into_iter().map(Into::into).collect());
    }

    /// As CSV (RFC 4180): cells with a comma, a quote or a line break are quoted, lines end in CR LF.
    #[must_use]
    pub(crate) fn to_csv(&self) -> String {
        let line =
            |cells: &Vec<String>| cells.iter().map(|cell| csv_cell(cell)).collect::<Vec<_>>().join(",");
        std::iter::once(&self.header).chain(&self.rows).map(|cells| line(cells) + "\r\n").collect()
    }

    /// As Markdown: the first `labels` columns stand left, the others, numbers, right. Cells are written as they are.
    #[must_use]
    pub(crate) fn to_markdown(&self, labels: usize) -> String {
        let line = |cells: &Vec<String>| format!("| {} |\n", cells.join(" | "));
        let align = |column| if column < labels { "---|" } else { "---:|" };
        let rule: String = (0..self.header.len()).map(align).collect();
        let rows: String = self.rows.iter().map(line).collect();
        format!("{}|{rule}\n{rows}", line(&self.header))
    }
}

fn csv_cell(cell: &str) -> String {
    if cell.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(["name", "ms, \"awaited\""]);
        table.push(["one", "1.5"]);
        table.push(["two\nlines".to_owned(), 2.to_string()]);
        table
    }

    #[test]
    fn csv_quotes_only_what_must_be() {
        let expected = "name,\"ms, \"\"awaited\"\"\"\r\none,1.5\r\n\"two\nlines\",2\r\n";
        assert_eq!(table().to_csv(), expected);
    }

    #[test]
    fn markdown_aligns_numbers_right() {
        let mut table = Table::new(["network", "of", "ms"]);
        table.push(["a", "b", "1"]);
        assert_eq!(table.to_markdown(2), "| network | of | ms |\n|---|---|---:|\n| a | b | 1 |\n");
        assert!(table.to_markdown(1).contains("\n|---|---:|---:|\n"));
    }
}
