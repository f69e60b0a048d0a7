//! The page's program. Everything it does is in [`share_or_split::page`].

fn main() {
    share_or_split::page::mount();
}
