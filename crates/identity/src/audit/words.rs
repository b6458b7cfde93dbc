//! Actions in words. An action that is not listed shows its key: a record is never hidden for want of a word.

use std::collections::BTreeMap;

/// Actions with their words, by noun.
pub const KNOWN: &[(&str, &str)] = &[
    ("session.signed_in", "登录"),
    ("session.refused", "登录被拒绝"),
    ("session.signed_out", "退出登录"),
    ("signin.name_taken_here", "门户人员与本系统账号同名，未登录"),
    ("person.linked", "账号关联门户人员"),
    ("session.ended", "结束登录"),
    ("session.stepped_up", "再次验证身份"),
    ("request.refused", "操作被拒绝"),
    ("request.failed", "操作失败"),
    ("person.changed", "账号变更"),
    ("person.password_changed", "修改密码"),
    ("person.password_reset", "重置密码"),
    ("person.state", "停用或恢复账号"),
    ("person.keys_ended", "清除旧的登录途径"),
    ("membership.changed", "岗位变更"),
    ("client.registered", "登记接入系统"),
    ("client.changed", "修改接入系统"),
    ("client.removed", "移除接入系统"),
    ("client.secret_renewed", "更换接入系统密钥"),
    ("key.rotated", "更换签名密钥"),
    ("oidc.code_reused", "登录凭据被重复使用"),
    ("oidc.refresh_reused", "刷新凭据被重复使用"),
    ("oidc.revoked", "撤销凭据"),
    ("consent.given", "同意接入系统"),
    ("consent.withdrawn", "撤回同意"),
    ("mail.given_up", "邮件未能送达"),
    ("citizen.opened", "市民注册"),
    ("citizen.signed_in", "市民登录"),
    ("citizen.refused", "市民登录被拒绝"),
    ("citizen.deleted", "市民注销账号"),
    ("article.published", "发布稿件"),
    ("article.withdrawn", "撤回稿件"),
    ("article.saved", "保存稿件"),
    ("article.submitted", "提交审核"),
    ("article.approved", "审核通过"),
    ("article.sent_back", "退回修改"),
    ("article.imported", "历史导入"),
    ("article.reviewed", "通过一次审核"),
    ("article.cleared", "保密审查通过"),
    ("article.hurried", "应急发布"),
    ("article.hurry_reviewed", "应急发布补审"),
    ("article.scheduled", "设定发布或下线时间"),
    ("article.schedule_failed", "定时未完成"),
    ("review_rule.set", "设置审核流程"),
    ("check_list.changed", "修改检查词表"),
    ("check_scan.asked", "要求复查"),
    ("check_scan.started", "开始复查"),
    ("check_scan.read", "复查稿件"),
    ("article.check_confirmed", "确认检查结果"),
    ("article.check_unconfirmed", "有未确认的检查结果"),
    ("article.check_cured", "按检查结果改正"),
    ("import.begun", "开始导入"),
    ("import.finished", "完成导入"),
    ("channel.changed", "栏目变更"),
    ("topic.changed", "专题变更"),
    ("redirect.changed", "跳转变更"),
    ("media.stored", "上传素材"),
    ("media.described", "填写素材说明"),
    ("site.changed", "站点变更"),
    ("unit.changed", "单位变更"),
    ("duty.changed", "网站责任变更"),
    ("letter.received", "收到来信"),
    ("letter.changed", "办理来信"),
    ("letter.imported", "导入历史来信"),
    ("letter.terms_changed", "来信设置变更"),
    ("letter.assessed", "来信周测评"),
    ("letter.seen", "阅来信"),
    ("letter.original_opened", "查看来信原文"),
    ("letter.file_opened", "下载来信附件"),
    ("audit.read", "查看审计记录"),
    ("audit.exported", "导出审计记录"),
    ("audit.archived", "审计记录归档"),
];

const NOUNS: &[(&str, &str)] = &[
    ("session", "登录"),
    ("request", "被拒绝和失败的操作"),
    ("person", "账号"),
    ("membership", "岗位"),
    ("factor", "二次验证"),
    ("invitation", "邀请"),
    ("campaign", "年度登记"),
    ("client", "接入系统"),
    ("oidc", "单点登录凭据"),
    ("key", "签名密钥"),
    ("consent", "授权同意"),
    ("citizen", "市民账号"),
    ("upstream", "外部登录"),
    ("mail", "邮件"),
    ("article", "稿件"),
    ("media", "素材"),
    ("channel", "栏目"),
    ("topic", "专题"),
    ("redirect", "跳转"),
    ("check_list", "检查词表"),
    ("check_scan", "复查"),
    ("submission", "报送"),
    ("placement", "发布位置"),
    ("rule", "汇聚规则"),
    ("letter", "来信"),
    ("duty", "网站责任"),
    ("site", "站点"),
    ("unit", "单位"),
    ("audit", "审计"),
];

/// The words of an action.
#[must_use]
pub fn action_title(action: &str) -> String {
    if let Some((_, title)) = KNOWN.iter().find(|(key, _)| *key == action) {
        return (*title).to_owned();
    }
    let noun = action.split('.').next().unwrap_or_default();
    let noun = NOUNS.iter().find(|(key, _)| *key == noun);
    noun.map_or_else(|| action.to_owned(), |(_, title)| format!("{title}（{action}）"))
}

/// What a form offers: the nouns as `noun.`.
pub(super) fn nouns() -> impl Iterator<Item = (String, &'static str)> {
    NOUNS.iter().map(|(key, title)| (format!("{key}."), *title))
}

/// A result in words, with the tone of its chip.
pub(super) fn result(key: &str) -> (&'static str, &'static str) {
    match key {
        "refused" => ("拒绝", "warn"),
        "failed" => ("失败", "late"),
        _ => ("成功", "ok"),
    }
}

/// Names of what a detail says.
const FIELDS: &[(&str, &str)] = &[
    ("code", "原因"),
    ("deed", "办理"),
    ("role", "岗位"),
    ("channels", "栏目"),
    ("until", "截止"),
    ("from", "来源"),
    ("query", "条件"),
    ("page", "页"),
    ("methods", "验证方式"),
    ("own", "本平台站点"),
    ("shown", "公开"),
    ("rows", "条数"),
    ("reason", "理由"),
    ("opinion", "意见"),
    ("method", "方式"),
    ("host", "网址"),
    ("state", "状态"),
    ("file", "文件"),
    ("to", "至"),
    ("kind", "种类"),
    ("post", "职务"),
    ("title", "标题"),
    ("since", "开始"),
    ("blocks", "小栏目数"),
    ("articles", "稿件数"),
    ("block", "小栏目"),
    ("article", "稿件"),
];

/// A detail as words: `岗位 编辑；截止 2026-12-31`.
pub(super) fn detail(json: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(json) {
        Ok(serde_json::Value::Object(fields)) => {
            // In the order of their names, however the library keeps them.
            let sorted: BTreeMap<_, _> = fields.iter().collect();
            let words = sorted
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| {
                    let name = FIELDS.iter().find(|(field, _)| *field == key);
                    format!(
                        "{} {}",
                        name.map_or(key.as_str(), |(_, name)| *name),
                        text(key, value)
                    )
                });
            words.collect::<Vec<_>>().join("；")
        }
        Ok(serde_json::Value::Null) => String::new(),
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => json.to_owned(),
    }
}

fn text(key: &str, value: &serde_json::Value) -> String {
    let word = match value {
        serde_json::Value::String(word) => word.clone(),
        other => other.to_string(),
    };
    match (key, word.as_str()) {
        ("role", role) => kernel::Role::parse(role).map_or(word.clone(), |role| role.title().to_owned()),
        (_, "true") => "是".into(),
        (_, "false") => "否".into(),
        ("methods" | "method", "pwd") => "密码".into(),
        ("deed", "given") => "设立".into(),
        ("deed", "ended") => "移除".into(),
        ("deed", "expired") => "到期".into(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_words_and_nothing_is_hidden() {
        assert_eq!(
            detail(r#"{"deed":"given","role":"signer","until":null,"odd":3}"#),
            "办理 设立；odd 3；岗位 签发"
        );
        assert_eq!(detail("null"), "");
        assert_eq!(detail("no json"), "no json");
        assert_eq!(action_title("session.refused"), "登录被拒绝");
        assert_eq!(action_title("factor.added"), "二次验证（factor.added）");
        assert_eq!(action_title("odd.deed"), "odd.deed");
    }
}
