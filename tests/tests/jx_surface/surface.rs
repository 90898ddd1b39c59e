//! Lines, exit codes, the one owner of a home.

use std::collections::BTreeSet;

use jixiang_tests::desks::Province;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::{Jx, Result, Said, papers, until};
use serde_json::Value;

fn keys(line: &Value) -> BTreeSet<&str> {
    line.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
}

fn has(line: &Value, wanted: &[&str]) {
    let keys = keys(line);
    for key in wanted {
        assert!(keys.contains(key), "{key} is missing in {line}");
    }
}

/// A moment in UTC+8, to the second.
fn is_moment(text: &str) -> bool {
    text.len() == "2026-11-24T02:59:20+08:00".len() && text.ends_with("+08:00")
}

#[test]
fn a_file_is_sent_fetched_and_confirmed_line_by_line() -> Result<()> {
    let province = Province::start()?;
    let li = Jx::signed_in(&province, "li", "cz-li")?;
    let zhao = Jx::signed_in(&province, "zhao", "cc-zhao")?;
    let file = li.folder().join("2026年部门预算.bin");
    papers::noise(&file, 3_000_000, 1)?;

    let said = li.run(&["send", "2026年部门预算.bin", "--to", "cc-zhao", "--note", "请查收"])?;
    for line in &said.progress {
        assert_eq!(keys(line), BTreeSet::from(["event", "done", "total"]), "{line}");
    }
    let sent = said.done()?;
    has(&sent, &["event", "id", "state", "delivery", "bytes", "sent_bytes"]);
    assert_eq!((text(&sent, "event"), text(&sent, "state")), ("sent", "stored"));
    assert_eq!(sent["bytes"], 3_000_000);
    assert!(sent["sent_bytes"].as_u64() >= Some(3_000_000), "{sent}");
    let id = text(&sent, "delivery").to_owned();
    assert_eq!(text(&sent, "id"), id);
    assert_eq!(id.len(), 64);

    let arrived = zhao.rows(&["inbox"])?;
    let [row] = arrived.as_slice() else { panic!("{arrived:?}") };
    has(row, &["id", "kind", "state", "title", "at", "parties", "bytes"]);
    assert_eq!((text(row, "id"), text(row, "title")), (id.as_str(), "2026年部门预算.bin"));
    assert!(is_moment(text(row, "at")), "{row}");
    assert_eq!(li.state_of(&["sent"], &id)?, "stored");

    let fetched = zhao.run(&["fetch", &id, "--to", "收到"])?.done()?;
    has(&fetched, &["event", "id", "state", "paths", "bytes", "received_bytes", "verified"]);
    assert_eq!((text(&fetched, "event"), text(&fetched, "state")), ("fetched", "verified"));
    assert_eq!((&fetched["verified"], &fetched["bytes"]), (&Value::Bool(true), &Value::from(3_000_000)));
    assert!(fetched["received_bytes"].as_u64() >= Some(3_000_000), "{fetched}");
    let path = fetched["paths"][0].as_str().unwrap_or_default();
    assert!(papers::same_bytes(&file, path.as_ref())?, "{path}");

    assert_eq!(li.state_of(&["sent"], &id)?, "verified");
    let history = li.rows(&["history", &id])?;
    for line in &history {
        assert_eq!(keys(line), BTreeSet::from(["act", "who", "department", "at", "statement"]), "{line}");
        assert!(is_moment(text(line, "at")), "{line}");
    }
    let acts: Vec<_> = history.iter().map(|line| (text(line, "act"), text(line, "who"))).collect();
    assert_eq!(acts, [("delivery", "李国强"), ("receipt", "赵建华")]);

    let held = zhao.rows(&["holdings"])?;
    assert_eq!(held.len(), 1);
    has(&held[0], &["id", "kind", "state", "title", "until", "paths"]);
    // A date means its end: 14 days from today, to the last second.
    assert!(text(&held[0], "until").ends_with("T23:59:59+08:00"), "{}", held[0]);

    let taken = li.run(&["take-back", &id])?.done()?;
    has(&taken, &["event", "id", "state"]);
    assert_eq!((text(&taken, "event"), text(&taken, "state")), ("taken_back", "asked"));
    Ok(())
}

#[test]
fn every_other_command_answers_in_lines() -> Result<()> {
    let province = Province::start()?;
    let jx = Jx::new(&province.folder().join("li"))?;
    let signed_in = jx.sign_in(&province.url(), "cz-li")?;
    has(&signed_in, &["event", "id", "state"]);
    assert_eq!((text(&signed_in, "id"), text(&signed_in, "state")), ("cz-li", "admitted"));
    assert_eq!(text(&signed_in, "key"), "file", "that the key lies unwrapped is said");

    let me = jx.run(&["whoami"])?.done()?;
    has(&me, &["id", "kind", "state", "title", "department", "post"]);
    assert_eq!((text(&me, "id"), text(&me, "department")), ("cz-li", "吉林省财政厅"));
    let status = jx.run(&["status"])?.done()?;
    has(&status, &["id", "kind", "state", "title"]);
    assert_eq!(text(&status, "state"), "online");
    let checks = jx.rows(&["doctor"])?;
    assert!(checks.len() > 4);
    for check in &checks {
        has(check, &["id", "kind", "state", "title"]);
        assert_eq!(text(check, "state"), "good", "{check}");
    }
    let synced = jx.run(&["sync"])?.done()?;
    has(&synced, &["event", "id", "state"]);
    for list in ["inbox", "sent", "holdings", "transfers"] {
        assert_eq!(jx.rows(&[list])?, Vec::<Value>::new(), "{list} of a new desk");
    }
    assert_eq!(jx.rows(&["inbox", "--all"])?.len(), 0);
    Ok(())
}

#[test]
fn wrong_usage_exits_with_2_and_a_failure_with_1() -> Result<()> {
    let province = Province::start()?;
    let jx = Jx::signed_in(&province, "li", "cz-li")?;
    std::fs::write(jx.folder().join("a.txt"), "甲")?;
    let usages: [&[&str]; 8] = [
        &[],
        &["fly"],
        &["send"],
        &["send", "a.txt"],
        &["send", "--to", "cz-li"],
        &["fetch"],
        &["send", "a.txt", "--to", "cz-li", "--expires", "soon"],
        &["send", "a.txt", "--to", "cz-li", "--expires", "0"],
    ];
    for words in usages {
        assert_eq!(jx.run(words)?.code, 2, "{words:?}");
    }
    assert_eq!(jx.command(&["--help"])?.output()?.status.code(), Some(0));
    for (words, code) in [
        (&["fetch", "0123"] as &[&str], "not_found"),
        (&["history", "0123"], "not_found"),
        (&["take-back", "0123"], "not_found"),
        (&["send", "a.txt", "--to", "nobody"], "unknown_recipient"),
        (&["send", "none.txt", "--to", "cz-li"], "unreadable"),
    ] {
        let said = jx.run(words)?;
        assert_eq!(said.code, 1, "{words:?}");
        three_sentences(said, code)?;
    }
    // What failed for good is not kept as a transfer of a script that sends anew.
    assert_eq!(jx.rows(&["transfers"])?.len(), 0);
    assert_eq!(jx.rows(&["sent"])?.len(), 0);
    Ok(())
}

/// A failure has its code and says what happened, whether the data is safe and what to do.
fn three_sentences(said: Said, code: &str) -> Result<()> {
    let line = said.failed(code)?;
    for sentence in ["what", "safe", "todo"] {
        assert!(!text(&line, sentence).is_empty(), "{line}");
    }
    Ok(())
}

#[test]
fn nobody_is_signed_in_until_somebody_signs_in() -> Result<()> {
    let province = Province::start()?;
    let jx = Jx::new(&province.folder().join("new"))?;
    for words in [&["whoami"] as &[&str], &["inbox"], &["sync"], &["send", "x", "--to", "cz-li"]] {
        let said = jx.run(words)?;
        assert_eq!(said.code, 1);
        three_sentences(said, "signed_out")?;
    }
    let url = province.url();
    let unknown = jx.run(&["sign-in", &url, "--demo-staff", "nobody", "--key-file"])?;
    three_sentences(unknown, "sign_in_refused")?;
    jx.sign_in(&url, "cz-li")?;
    // A home belongs to the first person who signs in; signing in again as the same is nothing new.
    jx.sign_in(&url, "cz-li")?;
    three_sentences(jx.run(&["sign-in", &url, "--demo-staff", "cc-zhao", "--key-file"])?, "sign_in_refused")?;
    assert_eq!(text(&jx.run(&["whoami"])?.done()?, "id"), "cz-li");
    Ok(())
}

#[test]
fn without_a_secret_service_sign_in_stops_unless_a_key_file_is_wanted() -> Result<()> {
    let province = Province::start()?;
    let jx = Jx::new(&province.folder().join("new"))?;
    let mut command = jx.command(&["sign-in", &province.url(), "--demo-staff", "cz-li"])?;
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").env_remove("XDG_RUNTIME_DIR");
    let output = command.output()?;
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("\"no_secret_service\""), "{said}");
    jx.sign_in(&province.url(), "cz-li")?;
    let key = jx.home().join("wrap.key");
    let mode = std::os::unix::fs::MetadataExt::mode(&key.metadata()?);
    assert_eq!(mode & 0o777, 0o600, "the key is for its owner alone");
    Ok(())
}

#[test]
fn a_home_has_one_owner_and_the_second_is_told_who_it_is() -> Result<()> {
    let mut province = Province::start()?;
    let jx = Jx::signed_in(&province, "li", "cz-li")?;
    province.cut_off()?;
    // It waits for the platform, and owns the home meanwhile.
    let owner = jx.start(&["sync", "--wait"])?;
    let lock = jx.home().join("lock");
    until("the owner's name in the lock", || {
        let named = std::fs::read_to_string(&lock)?.contains(&owner.pid().to_string());
        Ok(named.then_some(()))
    })?;
    let second = jx.run(&["status"])?;
    assert_eq!(second.code, 1);
    let line = second.failed("home_in_use")?;
    assert_eq!((text(&line, "program"), &line["pid"]), ("jx", &Value::from(owner.pid())));
    assert!(text(&line, "what").contains(&owner.pid().to_string()), "{line}");
    // However the owner ends, the home is free again.
    owner.kill()?;
    province.come_back()?;
    assert_eq!(jx.run(&["sync"])?.code, 0);
    Ok(())
}
