//! Sample data of the staff templates, for tests that render them.

use super::view::*;
use crate::media::form::WordsForm;
use theme::view::Pager;

impl MediaList {
    /// A library with a picture and a file.
    #[must_use]
    pub fn sample() -> Self {
        let card = |id: i64, name: &str, picture: bool| MediaCard {
            url: format!("/console/media/{id}"),
            name: name.into(),
            thumb: picture.then(|| "/media/0f3a/320.webp".to_owned()),
            note: if picture {
                "1600×1067，320 kB"
            } else {
                "PDF，36 kB"
            }
            .into(),
            silent: picture,
            public: !picture,
        };
        let tab = |title, key: &str| MediaTab {
            title,
            url: format!("/console/media?kind={key}"),
            current: key.is_empty(),
        };
        Self {
            url: "/console/media".into(),
            tabs: vec![tab("全部", ""), tab("图片", "picture"), tab("附件", "attachment")],
            kind: "picture",
            q: "窑".into(),
            cards: vec![card(1, "前墅龙窑.jpg", true), card(2, "活动安排.pdf", false)],
            pager: Pager::for_total(1, 24, 60, "/console/media"),
            form: WordsForm {
                alt: "龙窑开窑".into(),
                decorative: "true".into(),
                ..WordsForm::default()
            },
            uploading: true,
        }
    }

    /// An empty library.
    #[must_use]
    pub fn sample_empty() -> Self {
        Self {
            cards: Vec::new(),
            kind: "",
            q: String::new(),
            pager: Pager::for_total(1, 24, 0, "/console/media"),
            form: WordsForm::default(),
            ..Self::sample()
        }
    }
}

impl MediaPage {
    /// A picture.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            url: "/console/media/1".into(),
            back: "/console/media".into(),
            picture: Some("/media/0f3a/640.webp".into()),
            file: "/media/0f3a/file".into(),
            form: WordsForm {
                alt: "学生围在龙窑的火眼旁".into(),
                caption: "前墅龙窑".into(),
                credit: "周若溪 摄".into(),
                ..WordsForm::default()
            },
            facts: vec![
                ("文件", "1600×1067，320 kB".into()),
                ("上传时间", "2026-11-18 09:30".into()),
            ],
            references: vec![Reference {
                label: "Markdown 正文",
                name: "markdown",
                text: "![学生围在龙窑的火眼旁](media:0f3a)".into(),
            }],
        }
    }

    /// A file.
    #[must_use]
    pub fn sample_file() -> Self {
        Self {
            picture: None,
            ..Self::sample()
        }
    }
}
