//! One statement of every kind under fixed keys, with every optional field that may stand beside the others.
#![allow(clippy::wildcard_enum_match_arm, reason = "payload() has chosen the group of kinds before")]

use jixiang_model::{DepartmentId, Kind, Proof, Role, Roles, ScopeId, Suite};
use jixiang_statement::payload::*;
use jixiang_statement::{Base64, Payload, Signed, SigningKey};

use crate::sample::*;

/// Who signs the sample of a kind.
pub(crate) fn signer(kind: Kind) -> SigningKey {
    if kind.rule().signers.contains(&Role::Root) { root() } else { key(1) }
}

fn dataset() -> ScopeId {
    ScopeId::dataset(&realm(), &department(), &nonce(2))
}

fn request_id() -> ScopeId {
    ScopeId::request(&realm(), &department(), &nonce(3))
}

fn delivery_id() -> ScopeId {
    ScopeId::delivery(&realm(), &department(), &nonce(4))
}

fn review(outer: &ScopeId) -> ScopeId {
    ScopeId::review(&realm(), &department(), outer)
}

fn header(kind: Kind) -> Header {
    let scope = match kind {
        Kind::Genesis | Kind::Add | Kind::Remove | Kind::Roles | Kind::Recover => ScopeId::department(&department()),
        Kind::RootRotate | Kind::Policy | Kind::Directory => ScopeId::realm(&realm()),
        Kind::Entry | Kind::Record | Kind::Decline => review(&dataset()),
        Kind::Release | Kind::Retire => dataset(),
        Kind::Request => review(&request_id()),
        Kind::Consent | Kind::Answer | Kind::Grant | Kind::Revoke | Kind::Withdraw => request_id(),
        Kind::Reseal | Kind::Delivery | Kind::TakeBack | Kind::Receipt => delivery_id(),
        Kind::Heads => ScopeId::heads(&realm(), &department()),
    };
    let opens = matches!(kind, Kind::Genesis | Kind::Delivery);
    Header {
        realm: realm(),
        suite: Suite::One,
        device: signer(kind).public().device(),
        department: (!matches!(kind, Kind::RootRotate | Kind::Policy)).then(department),
        head: Some(statement(0x11)),
        scope,
        prev: (!opens).then(|| statement(0x12)),
        overrides: if opens { Vec::new() } else { vec![statement(0x13)] },
        time: TIME,
        checkpoint: String::new(),
    }
}

/// The sample payload of a kind.
pub(crate) fn payload(kind: Kind) -> Payload {
    let header = header(kind);
    match kind {
        Kind::Genesis | Kind::Add | Kind::Remove | Kind::Roles | Kind::Recover => of_department(kind, header),
        Kind::RootRotate | Kind::Policy | Kind::Directory | Kind::Heads => of_realm(kind, header),
        Kind::Entry | Kind::Record | Kind::Release | Kind::Decline | Kind::Retire => of_dataset(kind, header),
        Kind::Request | Kind::Consent | Kind::Answer | Kind::Grant | Kind::Revoke | Kind::Withdraw => {
            of_request(kind, header)
        }
        Kind::Reseal | Kind::Delivery | Kind::TakeBack | Kind::Receipt => of_delivery(kind, header),
    }
}

fn of_department(kind: Kind, header: Header) -> Payload {
    let first = enrolment(department(), "li", &key(1), 0x21);
    let second = enrolment(department(), "wang", &key(2), 0x22);
    match kind {
        Kind::Genesis => Payload::Genesis(Genesis {
            header,
            uscc: uscc(),
            name: text("吉林省财政厅"),
            nonce: nonce(1),
            admission: admission(&first, &[Role::Staff, Role::KeyAdmin]),
            epoch: epoch(1, 0x31),
        }),
        Kind::Add => {
            Payload::Add(Add { header, admission: admission(&second, &[Role::Staff]), epoch: 1, seal: sealed(0x22) })
        }
        Kind::Remove => Payload::Remove(Remove {
            header,
            removed: key(2).public().device(),
            scopes: list(0x41),
            epoch: epoch(2, 0x32),
        }),
        Kind::Roles => Payload::Roles(RolesChange {
            header,
            member: key(2).public().device(),
            roles: Roles::of(&[Role::Staff, Role::Head]),
            scopes: Some(list(0x42)),
        }),
        _ => Payload::Recover(Recover {
            header,
            removed: vec![key(2).public().device()],
            scopes: list(0x43),
            epoch: epoch(3, 0x33),
        }),
    }
}

fn of_realm(kind: Kind, header: Header) -> Payload {
    match kind {
        Kind::RootRotate => {
            Payload::RootRotate(RootRotate { header, root: Base64(key(0xf1).public().to_bytes().to_vec()) })
        }
        Kind::Policy => {
            Payload::Policy(Policy { header, minimum_suite: Suite::One, province_open: Some(department()) })
        }
        Kind::Directory => Payload::Directory(DirectoryNotice { header, sequence: 7, list: list(0x44) }),
        _ => Payload::Heads(Heads { header, sequence: 8, list: list(0x45) }),
    }
}

fn of_dataset(kind: Kind, header: Header) -> Payload {
    match kind {
        Kind::Entry => Payload::Entry(entry(header)),
        Kind::Record => Payload::Record(Record {
            header,
            dataset: dataset(),
            base: None,
            content: content(),
            key: sealed(0x54),
            lineage: Some(sealed(0x55)),
        }),
        Kind::Release => Payload::Release(Release {
            header,
            review: review(&dataset()),
            entry: statement(0x14),
            record: Some(statement(0x15)),
            number: 3,
            generation: 2,
            key: Some(Base64(vec![0x56; 80])),
            start: Some(sealed(0x57)),
            open: Some(sealed(0x58)),
            standing: Some(Standing { until: date("2026-12-31") }),
            cites: None,
        }),
        Kind::Decline => Payload::Decline(Decline { header, names: statement(0x16), reason: text("摘要不完整") }),
        _ => Payload::Retire(Retire { header, release: statement(0x17), reason: text("数据已停更") }),
    }
}

fn entry(header: Header) -> Entry {
    Entry {
        header,
        dataset: dataset(),
        nonce: Some(nonce(2)),
        code: Some(text("307001/000001")),
        name: text("惠民惠农财政补贴发放明细"),
        subject: text("部门类/财政"),
        unit: text("农业农村处"),
        summary: text("按人按项目的补贴发放记录"),
        format_class: text("电子表格"),
        format: text("xlsx"),
        share_class: ShareClass::Conditional,
        share_condition: text("按申请用途使用"),
        share_method: text("文件下载"),
        open_class: ShareClass::Withheld,
        open_condition: text(""),
        update_cycle: UpdateCycle::Quarterly,
        published: date("2026-11-23"),
        related: vec![text("307001/000002")],
        grade: text("一般"),
        category: text("财政"),
        theme: text("惠民惠农"),
        scenario: text("补贴核对"),
        matter: text("补贴发放"),
        spatial: text("吉林省"),
        period: text("2026年第三季度"),
        system: text("预算管理一体化系统"),
        secrecy_review: text("李国强 2026-11-20"),
        pia: text("张敏 2026-11-20"),
        columns: Some(list(0x59)),
    }
}

fn of_request(kind: Kind, header: Header) -> Payload {
    let reason = text("用途已完成");
    match kind {
        Kind::Request => Payload::Request(Request {
            header,
            request: request_id(),
            nonce: Some(nonce(3)),
            dataset: dataset(),
            entry: statement(0x14),
            basis: text("《政务数据共享条例》第二十条"),
            scenario: text("专项审计"),
            extent: text("审计组"),
            method: Method::File,
            until: date("2027-03-31"),
        }),
        Kind::Consent => Payload::Consent(Consent { header, review: review(&request_id()), names: statement(0x18) }),
        Kind::Answer => Payload::Answer(Answer {
            header,
            request: statement(0x18),
            decision: Decision::Approve,
            reason: text(""),
            missing: vec![text("使用范围")],
            conditions: text("不得转第三方"),
            until: Some(date("2027-03-31")),
            version: Some(3),
        }),
        Kind::Grant => Payload::Grant(Grant {
            header,
            request: statement(0x18),
            consent: statement(0x19),
            dataset: dataset(),
            generation: 2,
            from: 3,
            to: Some(9),
            requester: DepartmentId::from_bytes([0x61; 32]),
            requester_head: statement(0x1a),
            conditions: text("不得转第三方"),
            not_after: date("2027-03-31").end(),
            key: sealed(0x62),
        }),
        Kind::Revoke => Payload::Revoke(Revoke { header, grant: statement(0x1b), reason }),
        _ => Payload::Withdraw(Withdraw { header, request: statement(0x18), reason }),
    }
}

fn of_delivery(kind: Kind, header: Header) -> Payload {
    let recipient = |person: Option<&str>| Recipient {
        department: DepartmentId::from_bytes([0x61; 32]),
        head: statement(0x1a),
        person: person.map(|person| person.parse().unwrap()),
    };
    match kind {
        Kind::Delivery => Payload::Delivery(Delivery {
            header,
            nonce: nonce(4),
            content: content(),
            cover: object(0x63),
            recipients: vec![recipient(None), recipient(Some("zhao"))],
            seals: list(0x64),
            not_after: TIME.plus_days(30),
        }),
        Kind::TakeBack => Payload::TakeBack(TakeBack { header, delivery: statement(0x12) }),
        Kind::Receipt => Payload::Receipt(Receipt {
            header,
            record: statement(0x12),
            step: Step::Verified,
            proof: Proof::from_bytes([0x65; 32]),
        }),
        _ => Payload::Reseal(Reseal {
            header,
            names: statement(0x12),
            generation: Some(2),
            from: Some(3),
            recipient: recipient(Some("zhao")),
            keys: list(0x66),
        }),
    }
}

/// The sample statement of a kind.
pub(crate) fn signed(kind: Kind) -> Signed {
    Signed::sign(&payload(kind), &signer(kind)).unwrap()
}
