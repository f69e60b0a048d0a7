//! The page's program. Everything it does is in [`share_or_split::ui`].

fn main() {
    share_or_split::ui::mount();
}
