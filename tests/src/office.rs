//! Two people in front of their windows, and what they do there: the words of the tests and of the tour.
//!
//! It names the test ids of the page in one place. It refuses to judge: what must come out is said by who calls it.

use std::path::{Path, PathBuf};
use std::{fs, io, thread};

use crate::canary;
use crate::desks::{Pc, Province, Side};
use crate::window::{Clipboard, Desktop, DragSource, Result, Trouble, Window, test_id};

/// The head of the provincial finance department's budget office, at the left.
pub const LI: &str = "cz-li";
/// The head of the same office in Changchun, at the right.
pub const ZHAO: &str = "cc-zhao";
/// What a person types to find Changchun's finance department.
pub const CHANGCHUN: &str = "长春市财政局";
/// The name behind [`ZHAO`].
pub const ZHAO_NAME: &str = "赵建华";

/// Where the other program shows the file that is dragged: below the windows, at the left.
const SHELF: (i32, i32) = (40, 790);

/// Where the desktop of the tests lets its programs keep things beside the folders of one user.
const SHARED: [&str; 4] = ["XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"];

/// The two windows on one desktop, and the platform between them.
#[derive(Debug)]
pub struct Office {
    /// The window of [`LI`].
    pub left: Window,
    /// The window of [`ZHAO`].
    pub right: Window,
    /// The PC of [`LI`].
    pub li: Pc,
    /// The PC of [`ZHAO`].
    pub zhao: Pc,
    /// The PCs of others who sat down at one of the windows.
    others: Vec<Pc>,
    /// The platform.
    pub province: Province,
    /// The desktop.
    pub desktop: Desktop,
}

impl Office {
    /// Starts the platform, opens both windows for the first time and waits until both are signed in.
    ///
    /// # Errors
    /// What did not start, or what stands in a window instead of its first page.
    pub fn open(desktop: Desktop) -> Result<Self> {
        let province = Province::start()?;
        let (li, zhao) = (Pc::new(&province, LI)?, Pc::new(&province, ZHAO)?);
        let (left, right) = thread::scope(|scope| {
            let left = scope.spawn(|| li.open_window(&province, Side::Left));
            let right = zhao.open_window(&province, Side::Right);
            let left = left.join().unwrap_or_else(|_| Err(Trouble::new("opening the left window panicked")));
            Ok::<_, Trouble>((left?, right?))
        })?;
        let office = Self { left, right, li, zhao, others: Vec::new(), province, desktop };
        for window in [&office.left, &office.right] {
            wait_signed_in(window)?;
        }
        Ok(office)
    }

    /// Kills the program of the left window as a power cut would, and opens it again.
    ///
    /// # Errors
    /// When it was gone, or does not come back signed in.
    pub fn cut_left_and_reopen(&mut self) -> Result<()> {
        self.left.kill()?;
        self.left = self.li.open_window(&self.province, Side::Left)?;
        wait_signed_in(&self.left)
    }

    /// Lets somebody else sit down at the left: their window comes, the one that was there is closed.
    ///
    /// # Errors
    /// When the window does not come or does not sign in.
    pub fn sit_left(&mut self, staff: &str) -> Result<()> {
        self.left = self.pc(staff)?.open_window(&self.province, Side::Left)?;
        wait_signed_in(&self.left)
    }

    /// As [`Office::sit_left`], at the right.
    ///
    /// # Errors
    /// When the window does not come or does not sign in.
    pub fn sit_right(&mut self, staff: &str) -> Result<()> {
        self.right = self.pc(staff)?.open_window(&self.province, Side::Right)?;
        wait_signed_in(&self.right)
    }

    /// The PC of a member of the demo staff; a new one for who was not here before.
    ///
    /// # Errors
    /// When its folders cannot be made.
    pub fn pc(&mut self, staff: &str) -> Result<Pc> {
        if let Some(pc) = self.pcs().find(|pc| pc.staff() == staff) {
            return Ok(pc.clone());
        }
        let pc = Pc::new(&self.province, staff)?;
        self.others.push(pc.clone());
        Ok(pc)
    }

    fn pcs(&self) -> impl Iterator<Item = &Pc> {
        [&self.li, &self.zhao].into_iter().chain(&self.others)
    }

    /// Closes both windows and looks for `texts` in everything that is left on the disk: the homes with what the web views
    /// keep in them, the users' other folders, temporary ones included, the platform's data, the logs, and what the desktop
    /// shares between its programs. They may be only in the documents that were sent and where they were fetched to.
    ///
    /// # Errors
    /// Every place where one of the texts can be read.
    pub fn leaves_no_trace(self, texts: &[&str]) -> Result<()> {
        let mut allowed: Vec<PathBuf> = self.pcs().map(Pc::received).collect();
        allowed.push(documents(&self.li));
        let Self { left, right, li, mut province, desktop, .. } = self;
        // A web view writes down what it keeps when it ends.
        drop((left, right));
        province.cut_off()?;
        let mut places = vec![province.folder().to_owned()];
        places.extend(SHARED.iter().filter_map(std::env::var_os).map(PathBuf::from));
        // One more place where each may be: a search that does not see it would prove nothing.
        fs::create_dir_all(documents(&li))?;
        fs::write(documents(&li).join("seen"), texts.concat())?;
        let (fair, left) = canary::search(texts, &places, &[])
            .into_iter()
            .partition::<Vec<_>, _>(|hit| allowed.iter().any(|place| hit.place.starts_with(place)));
        drop(desktop);
        let unseen = texts.iter().filter(|text| fair.iter().all(|hit| hit.text != **text));
        let unseen = unseen.map(|text| format!("{text} was not seen where it lies"));
        let sentences: Vec<String> = left.iter().map(ToString::to_string).chain(unseen).collect();
        if sentences.is_empty() { Ok(()) } else { Err(Trouble::new(sentences.join("\n"))) }
    }

    /// A folder for files that are sent, on the left PC.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn documents(&self) -> io::Result<PathBuf> {
        let folder = documents(&self.li);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Drags files from another program over the left window, lets `look` see it, and drops them.
    ///
    /// # Errors
    /// When the window does not say that a file hovers, or does not open the sheet.
    pub fn drop_on_left(&self, paths: &[&Path], look: impl FnOnce() -> Result<()>) -> Result<()> {
        let label = paths.first().and_then(|path| path.file_name()).unwrap_or_default().to_string_lossy();
        let shelf = DragSource::show(SHELF.0, SHELF.1, &label, paths)?;
        let frame = self.left.frame().rect()?;
        // Below the words that appear, so that what is carried does not cover them.
        let (x, y) = (frame.middle().0, frame.y + frame.height * 3 / 4);
        let held = shelf.carry_to(&self.desktop, x, y)?;
        held.tremble()?;
        self.left.wait_for(&test_id("drop-overlay"))?;
        look()?;
        held.drop_here()?;
        self.left.wait_for(&test_id("sheet"))?;
        self.left.wait_for(&test_id("draft-item"))
    }

    /// Pastes what `clipboard` holds into the left window.
    ///
    /// # Errors
    /// When the window does not take it or does not open the sheet.
    pub fn paste_into_left(&self, clipboard: &Clipboard) -> Result<()> {
        self.left.press("ctrl+v")?;
        clipboard.wait_taken()?;
        self.left.wait_for(&test_id("sheet"))?;
        self.left.wait_for(&test_id("draft-item"))
    }

    /// Sends what lies in the left sheet to [`ZHAO`].
    ///
    /// # Errors
    /// When the recipient is not found or the sheet does not close.
    pub fn send_to_zhao(&self) -> Result<()> {
        choose_recipient(&self.left, CHANGCHUN, ZHAO_NAME)?;
        self.left.wait_text(&test_id("who-can-open"), ZHAO_NAME)?;
        send(&self.left)
    }

    /// Sends what lies in the left sheet to the recipient of last time, who is filled in already: [`ZHAO`].
    ///
    /// # Errors
    /// When somebody else or nobody is filled in, or the sheet does not close.
    pub fn send_to_zhao_again(&self) -> Result<()> {
        self.left.wait_text(&test_id("recipient-chip"), ZHAO_NAME)?;
        self.left.wait_text(&test_id("who-can-open"), ZHAO_NAME)?;
        send(&self.left)
    }

    /// Drops a file on the left window and sends it to [`ZHAO`].
    ///
    /// # Errors
    /// As [`Office::drop_on_left`] and [`Office::send_to_zhao`].
    pub fn drop_and_send(&self, path: &Path) -> Result<()> {
        self.drop_on_left(&[path], || Ok(()))?;
        self.send_to_zhao()
    }
}

fn documents(pc: &Pc) -> PathBuf {
    pc.folder().join("文档")
}

/// Waits until the window shows the first page of a person who is signed in and connected.
///
/// # Errors
/// When it shows something else, with the words that stand there.
pub fn wait_signed_in(window: &Window) -> Result<()> {
    window.wait_for(&test_id("page-home"))?;
    window.wait_for("[data-testid=\"connection\"][data-state=\"online\"]")
}

/// Goes to a place of the navigation.
///
/// # Errors
/// When its page does not come.
pub fn go(window: &Window, place: &str) -> Result<()> {
    window.click(&test_id(&format!("nav-{place}")))?;
    window.wait_for(&test_id(&format!("page-{place}")))
}

/// Types into the field for recipients and picks the one whose row contains `row`.
///
/// # Errors
/// When there is no such row.
pub fn choose_recipient(window: &Window, typed: &str, row: &str) -> Result<()> {
    let before = window.shown(&test_id("recipient-chip"))?;
    window.write(&test_id("recipient-input"), typed)?;
    window.click_with(&test_id("recipient-option"), row)?;
    let chips = format!("[data-testid=\"recipient-chip\"]:nth-of-type({})", before + 1);
    window.wait_for(&chips)
}

/// Presses Send and waits until the sheet is gone.
///
/// # Errors
/// When it stays; what it says is part of the sentence.
pub fn send(window: &Window) -> Result<()> {
    window.click(&test_id("send"))?;
    window.wait_gone(&test_id("sheet"))
}

/// Opens the row with this title in the inbox.
///
/// # Errors
/// When there is no such row, in time.
pub fn open_card(window: &Window, title: &str) -> Result<()> {
    go(window, "inbox")?;
    window.click_with(&test_id("inbox-row"), title)?;
    window.wait_text("[data-testid=\"delivery-card\"] h2", title).map(|_| ())
}

/// Waits until the open card says, in green, that all recipients verified.
///
/// # Errors
/// When it does not, in time.
pub fn wait_verified(window: &Window) -> Result<()> {
    window.wait_for("[data-testid=\"chain\"] li.ok[data-step=\"verify\"]")
}

/// Fetches what the open card shows.
///
/// # Errors
/// When it is not verified in time.
pub fn fetch(window: &Window) -> Result<()> {
    window.click("[data-testid=\"delivery-card\"] [data-testid=\"fetch\"]")?;
    wait_verified(window)?;
    window.wait_for(&test_id("saved-in"))
}

/// Chooses one of the values of a setting.
///
/// # Errors
/// When the settings page does not take it.
pub fn set(window: &Window, setting: &str, value: &str) -> Result<()> {
    go(window, "settings")?;
    // It comes last and moves what stands below it.
    window.wait_for(&test_id("member"))?;
    let button = test_id(&format!("{setting}-{value}"));
    window.click(&button)?;
    window.wait_for(&format!("{button}[aria-checked=\"true\"]"))
}

/// The only file or folder in a folder.
///
/// # Errors
/// When there is none or more than one.
pub fn only_entry(folder: &Path) -> Result<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    match (entries.pop(), entries.len()) {
        (Some(path), 0) => Ok(path),
        (last, more) => Err(Trouble::new(format!(
            "{} holds {} entries instead of one",
            folder.display(),
            more + usize::from(last.is_some())
        ))),
    }
}
