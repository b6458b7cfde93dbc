//! The staff desk: what waits for this person, on this site.

pub mod query;
pub mod staff;
pub mod view;

#[cfg(test)]
mod tests {
    use super::view::DeskShow;
    use theme::view::ConsoleRoot;
    use theme::{Source, Themes};

    #[test]
    fn the_desk_renders_with_its_sample_and_when_nothing_waits() {
        let themes = Themes::load(Source::Embedded, &crate::templates()).unwrap();
        let console = themes.theme("console").unwrap();
        let full = ConsoleRoot::sample("工作台", DeskShow::sample());
        assert!(
            console
                .render("subsite/desk.html", &full)
                .unwrap()
                .contains("待审核")
        );
        let empty = ConsoleRoot::sample("工作台", DeskShow::default());
        assert!(
            console
                .render("subsite/desk.html", &empty)
                .unwrap()
                .contains("您的工作从菜单进入")
        );
    }
}
