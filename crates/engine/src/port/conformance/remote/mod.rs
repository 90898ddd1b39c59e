//! The suite of [`Remote`]: sessions, objects, one winner for each place, the feed and who waits for it, what is handed
//! out until when, and datasets with the requests for them.

mod acts;
mod desk;
mod objects;
mod sessions;
mod sharing;
mod statements;
mod waiting;

use std::time::Duration;

use jixiang_model::{PersonId, UnixMillis};

use crate::port::Remote;

pub use objects::{
    a_delivery_that_expired_is_not_handed_out, a_take_back_ends_the_handing_out, an_object_is_kept_under_its_hash,
    what_is_asked_for_is_what_comes, what_others_sent_is_absent_and_missing,
};
pub use sessions::{
    signing_in_tells_who_it_is, the_realm_is_told_before_anybody_signs_in, without_a_session_nothing_is_told,
};
pub use sharing::{
    a_grant_ends_with_its_limit, a_grant_opens_content_until_it_is_revoked,
    a_release_is_read_by_all_with_what_it_names, a_request_is_for_both_sides,
    open_data_is_agreed_with_the_own_heads_consent, what_a_head_declined_is_not_let_out,
    what_a_statement_names_is_there_before_it,
};
pub use statements::{
    a_lost_race_shows_the_winner, a_statement_by_somebody_else_is_refused, a_statement_is_taken_once,
    a_statement_that_does_not_count_is_refused, a_thread_is_for_its_parties, objects_that_are_named_are_sent_first,
};
pub use waiting::{a_wait_ends_with_the_first_news, a_wait_without_news_ends_in_time, what_was_handed_out_is_told};

/// A demo platform with clients, and with a clock that the suite moves.
pub trait RemoteWorld: Send + Sync {
    /// A client.
    type Client: Remote;

    /// A new client, not signed in. Its devices are admitted at once.
    fn client(&self) -> Self::Client;

    /// Three people of the demo's staff: a sender, a receiver in another department, and a stranger in a third. The first
    /// two are heads.
    fn people(&self) -> [PersonId; 3];

    /// The platform's clock.
    fn now(&self) -> UnixMillis;

    /// Moves the platform's clock forward.
    fn pass(&self, time: Duration);
}

/// Runs the suite: one test per sentence, each with a world of its own. The expression may await.
#[macro_export]
macro_rules! remote_suite {
    ($world:expr) => {
        $crate::remote_suite! { $world =>
            the_realm_is_told_before_anybody_signs_in
            without_a_session_nothing_is_told
            signing_in_tells_who_it_is
            an_object_is_kept_under_its_hash
            what_is_asked_for_is_what_comes
            what_others_sent_is_absent_and_missing
            a_take_back_ends_the_handing_out
            a_delivery_that_expired_is_not_handed_out
            objects_that_are_named_are_sent_first
            a_statement_is_taken_once
            a_lost_race_shows_the_winner
            a_thread_is_for_its_parties
            a_statement_by_somebody_else_is_refused
            a_statement_that_does_not_count_is_refused
            a_release_is_read_by_all_with_what_it_names
            a_request_is_for_both_sides
            a_grant_opens_content_until_it_is_revoked
            a_grant_ends_with_its_limit
            open_data_is_agreed_with_the_own_heads_consent
            what_a_head_declined_is_not_let_out
            what_a_statement_names_is_there_before_it
            a_wait_ends_with_the_first_news
            a_wait_without_news_ends_in_time
            what_was_handed_out_is_told
        }
    };
    ($world:expr => $($sentence:ident)*) => {$(
        #[tokio::test]
        async fn $sentence() {
            $crate::port::conformance::remote::$sentence(&$world).await;
        }
    )*};
}
