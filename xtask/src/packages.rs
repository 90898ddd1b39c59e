//! Brings in the Debian packages that the build and the windows need; where it may not, it says the line to type.

use std::process::{Command, Stdio};

use crate::Outcome;
use crate::steps::sh;

/// What the build needs.
const BUILD: &[&str] = &[
    "build-essential",
    "ca-certificates",
    "cmake",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libwebkit2gtk-4.1-dev",
    "perl",
    "pkg-config",
];

/// What a window on this desktop needs besides.
const WINDOW: &[&str] = &["fonts-noto-cjk", "libgl1-mesa-dri", "xdg-utils"];

/// What the virtual desktop of the tests and the tour needs besides.
const VIRTUAL: &[&str] = &[
    "dbus",
    "dbus-x11",
    "gir1.2-gtk-3.0",
    "gnome-keyring",
    "imagemagick",
    "libsecret-tools",
    "openbox",
    "procps",
    "python3",
    "python3-gi",
    "python3-venv",
    "webkit2gtk-driver",
    "x11-utils",
    "xauth",
    "xdotool",
    "xvfb",
];

/// What the machine is going to be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Windows on the desktop that is already here.
    Desktop,
    /// A virtual desktop, for tests and the tour.
    VirtualDesktop,
}

/// Installs what is missing for `need`.
///
/// # Errors
/// The exact line to type, when this process may not install; or what apt-get said.
pub(crate) fn install_missing(need: Need) -> Outcome {
    if !answers("dpkg-query", &["--version"]) {
        println!("no dpkg here: taking the packages for granted (they are: {})", wanted(need).join(" "));
        return Ok(());
    }
    let missing: Vec<&str> = wanted(need).into_iter().filter(|name| !is_installed(name)).collect();
    if missing.is_empty() {
        println!("all {} packages are here", wanted(need).len());
        return Ok(());
    }
    println!("missing: {}", missing.join(" "));
    let Some(prefix) = privilege() else {
        return Err(line_to_type(&missing));
    };
    let mut update = prefix.to_vec();
    update.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "update", "-q"]);
    let mut install = prefix.to_vec();
    install.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-q", "-y"]);
    install.push("--no-install-recommends");
    install.extend(&missing);
    let told = |error: String| format!("{error}\n{}", line_to_type(&missing));
    sh(Command::new(update[0]).args(&update[1..])).map_err(told)?;
    sh(Command::new(install[0]).args(&install[1..])).map_err(told)
}

fn wanted(need: Need) -> Vec<&'static str> {
    let windows: &[&[&str]] = match need {
        Need::Desktop => &[BUILD, WINDOW],
        Need::VirtualDesktop => &[BUILD, WINDOW, VIRTUAL],
    };
    windows.concat()
}

fn line_to_type(missing: &[&str]) -> String {
    format!(
        "Please install what is missing, then start again:\n  \
         sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
        missing.join(" ")
    )
}

fn is_installed(name: &str) -> bool {
    let query =
        Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}\n", name]).stderr(Stdio::null()).output();
    query.is_ok_and(|output| {
        output.status.success() && output.stdout.split(|byte| *byte == b'\n').any(|line| line == b"installed")
    })
}

/// The words to put before a command that only root may run: none as root, `sudo -n` where that works.
fn privilege() -> Option<&'static [&'static str]> {
    if is_root() {
        return Some(&[]);
    }
    answers("sudo", &["-n", "true"]).then_some(&["sudo", "-n"])
}

/// Whether this process may do everything on this machine.
pub(crate) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|user| user.stdout.trim_ascii() == b"0")
}

fn answers(program: &str, args: &[&str]) -> bool {
    let status = Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_virtual_desktop_needs_all_that_a_desktop_needs_and_nothing_twice() {
        let all = wanted(Need::VirtualDesktop);
        assert!(wanted(Need::Desktop).iter().all(|name| all.contains(name)));
        let mut unique = all.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), all.len());
    }

    #[test]
    fn the_line_to_type_names_every_missing_package() {
        let line = line_to_type(&["xvfb", "openbox"]);
        assert!(line.contains("apt-get update && ") && line.ends_with("xvfb openbox"));
    }
}
