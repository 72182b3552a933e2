//! `docs/format.md` is what the format says of itself.

#[test]
fn the_reference_is_up_to_date() {
    let now = concede::scenario::format::reference();
    if std::env::var_os("CONCEDE_BLESS").is_some() {
        std::fs::write("docs/format.md", &now).unwrap();
    }
    let written = std::fs::read_to_string("docs/format.md").unwrap();
    assert!(written == now, "docs/format.md differs; CONCEDE_BLESS=1 writes it anew");
}
