//! Every template of this feature renders with its sample.

use identity::batch::view::BatchShow;
use identity::campaign::view::{CampaignShow, CampaignsShow, RegistrationShow};
use identity::door::view::{EnrolForm, NewPasswordForm, SecondForm, SignInForm, SignedOut};
use identity::factor::view::CodesShow;
use identity::forgot::view::ForgotShow;
use identity::handover::view::HandoverShow;
use identity::invitation::view::{Entrance, InvitationShow, LinkShow};
use identity::membership::view::MembersShow;
use identity::person::view::{PeopleShow, PersonShow};
use identity::profile::view::{AccountShow, PasskeyShow, TotpShow};
use identity::provider::view::{AllowedShow, ClientsShow, ConsentShow, KeysShow, SecretShow};
use identity::session::all::SessionsShow;
use identity::step_up::view::StepUpForm;
use identity::upstream::view::{OwnShow, SignInShow, UnknownShow};
use serde::Serialize;
use theme::view::{BareRoot, ConsoleRoot};
use theme::{Source, Themes};

fn bare<V: Serialize>(themes: &Themes, name: &str, view: V) -> String {
    themes
        .theme("console")
        .unwrap()
        .render(name, &BareRoot::sample("登录", view))
        .unwrap()
}

fn staff<V: Serialize>(themes: &Themes, name: &str, view: V) -> String {
    themes
        .theme("console")
        .unwrap()
        .render(name, &ConsoleRoot::sample("人员", view))
        .unwrap()
}

#[test]
fn every_template_renders_with_its_sample() {
    let themes = Themes::load(Source::Embedded, &identity::templates()).unwrap();
    let mut done = InvitationShow::sample();
    done.entrances = Some(vec![Entrance {
        name: "教育局".into(),
        url: "http://edu.localhost/console/".into(),
    }]);
    let pages = [
        bare(&themes, "identity/signin.html", SignInForm::sample()),
        bare(&themes, "identity/signed_out.html", SignedOut::sample()),
        bare(
            &themes,
            "identity/signed_out.html",
            SignedOut {
                ask: false,
                ..SignedOut::sample()
            },
        ),
        bare(&themes, "identity/invitation.html", InvitationShow::sample()),
        bare(&themes, "identity/invitation.html", done),
        bare(&themes, "identity/consent.html", ConsentShow::sample()),
        staff(&themes, "identity/systems.html", AllowedShow::sample()),
        staff(&themes, "identity/clients.html", ClientsShow::sample()),
        staff(&themes, "identity/client_secret.html", SecretShow::sample()),
        staff(&themes, "identity/keys.html", KeysShow::sample()),
        bare(&themes, "identity/forgot.html", ForgotShow::sample()),
        staff(&themes, "identity/handover.html", HandoverShow::sample()),
        staff(&themes, "identity/batch.html", BatchShow::sample()),
        staff(&themes, "identity/registration.html", RegistrationShow::sample()),
        staff(&themes, "identity/campaigns.html", CampaignsShow::sample()),
        staff(&themes, "identity/campaign.html", CampaignShow::sample()),
        staff(&themes, "identity/link.html", LinkShow::sample()),
        staff(&themes, "identity/account.html", AccountShow::sample()),
        staff(&themes, "identity/totp.html", TotpShow::sample()),
        staff(&themes, "identity/passkeys.html", PasskeyShow::sample()),
        staff(&themes, "identity/sessions.html", SessionsShow::sample()),
        bare(&themes, "identity/second.html", SecondForm::sample()),
        bare(&themes, "identity/new_password.html", NewPasswordForm::sample()),
        bare(&themes, "identity/enrol.html", EnrolForm::sample()),
        bare(&themes, "identity/codes_bare.html", CodesShow::sample()),
        bare(&themes, "identity/step_up.html", StepUpForm::sample()),
        bare(&themes, "identity/upstream_unknown.html", UnknownShow::sample()),
        staff(&themes, "identity/upstream_own.html", OwnShow::sample()),
        staff(&themes, "identity/upstream_person.html", SignInShow::sample()),
        staff(&themes, "identity/members.html", MembersShow::sample()),
        staff(
            &themes,
            "identity/audit.html",
            identity::audit::view::AuditShow::sample(),
        ),
        staff(
            &themes,
            "identity/duties.html",
            identity::duty::view::DutiesShow::sample(),
        ),
        staff(
            &themes,
            "identity/client.html",
            identity::provider::view::ClientShow::sample(),
        ),
        staff(&themes, "identity/people.html", PeopleShow::sample()),
        staff(&themes, "identity/person.html", PersonShow::sample()),
    ];
    for page in &pages {
        assert_eq!(page.matches("<h1").count(), 1, "{page}");
        let forms = page.matches("method=\"post\"").count();
        assert_eq!(page.matches("name=\"csrf_token\"").count(), forms, "{page}");
        assert!(!page.contains(" style=\"") && !page.contains("onclick"));
        for id in page
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
        }
    }
    assert!(pages[0].contains("账号") && pages[0].contains("密码"));
    if let Ok(folder) = std::env::var("ZISHA_LOOKS") {
        for (n, page) in pages.iter().enumerate() {
            std::fs::write(format!("{folder}/identity-{n}.html"), page).unwrap();
        }
    }
}
