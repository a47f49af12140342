//! One line on a terminal when AWS takes long.

use std::future::Future;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use sealform_secret::Question;

/// Awaits `work`; when that takes longer than `patience` and standard error is a terminal, says there what is being asked.
pub(crate) async fn after<T>(patience: Duration, questions: &[Question], work: impl Future<Output = T>) -> T {
    let mut stderr = std::io::stderr();
    if !stderr.is_terminal() {
        return work.await;
    }
    tokio::pin!(work);
    tokio::select! {
        done = &mut work => return done,
        () = tokio::time::sleep(patience) => {}
    }
    let plural = if questions.len() == 1 { "" } else { "s" };
    let _ = write!(stderr, "asking AWS: {} question{plural} …", questions.len());
    let _ = stderr.flush();
    let done = work.await;
    let _ = write!(stderr, "\r\u{1b}[2K");
    done
}
