//! `zisha serve`.

use super::End;
use crate::config::Config;
use crate::wire::Town;
use actix_web::web::Data;
use gateway::App;
use kernel::{Clocks, Result};
use std::net::TcpListener;
use std::time::Duration;
use store::ReaderLease;
use tokio::sync::watch;
use tracing::{info, warn};

pub(crate) async fn run(config: &Config) -> Result<End> {
    let listener = TcpListener::bind(config.listen)?;
    let town = Town::open(config, Clocks::system()).await?;
    info!(listen = %config.listen, sites = town.app.directory.all().len(), "Serving");
    serve(config, town, listener).await?;
    Ok(End::Done)
}

/// Serves until the process is told to stop: readers, jobs and the follower beside the server.
pub(crate) async fn serve(config: &Config, town: Town, listener: TcpListener) -> Result<()> {
    let (stop, stopped) = watch::channel(false);
    let follower = tokio::spawn(town.app.clone().into_inner().follow(stopped.clone()));
    // Each process writes what its own visitors looked at, whoever holds the lease.
    let visits = tokio::spawn(
        town.visits
            .clone()
            .run(town.app.clone().into_inner(), stopped.clone()),
    );
    let readers = tokio::spawn(run_readers(town.clone(), stopped));
    let workers = match config.workers {
        0 => std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get),
        workers => workers,
    };
    let app: Data<App> = town.app.clone();
    let served = App::serve(app, listener, workers).await;
    stop.send_replace(true);
    for task in [follower, visits, readers] {
        if let Err(error) = task.await {
            warn!(%error, "A background task ended badly");
        }
    }
    served?;
    Ok(())
}

/// Asks for the day's work on accounts, the end of old questions to writers, the week's assessment, a look at late letters and mails to
/// units that are behind, at the start and every hour; a second asking finds nothing
/// to do.
async fn ask_for_chores(town: &Town, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        if let Err(error) = identity::chores::ask(&town.identity).await {
            warn!(%error, "The day's work on accounts could not be asked for");
        }
        if let Err(error) = letters::pause::ask(&town.base.hub).await {
            warn!(%error, "The end of questions to writers could not be asked for");
        }
        if let Err(error) = letters::assessment::ask(&town.base.hub).await {
            warn!(%error, "The weekly assessment could not be asked for");
        }
        if let Err(error) = letters::press::ask(&town.base.hub).await {
            warn!(%error, "A look at late letters could not be asked for");
        }
        if town.quota_mail
            && let Err(error) = crate::warning::ask(&town.base.hub).await
        {
            warn!(%error, "Warnings of units that are behind could not be asked for");
        }
        if let Err(error) = letters::attachment::sweep(&town.base.hub, town.base.store.files()).await {
            warn!(%error, "Files of forms that were not sent could not be taken away");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(3600)) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// How often the lease is looked at.
const LEASE: Duration = Duration::from_secs(10);

/// What runs under the lease stops with the process, and as soon as the lease is lost: then another process runs it.
async fn guard(lease: &ReaderLease, mut stopped: watch::Receiver<bool>, stop: watch::Sender<bool>) {
    while !*stopped.borrow() {
        tokio::select! {
            () = tokio::time::sleep(LEASE) => {}
            _ = stopped.changed() => break,
        }
        if !lease.is_held().await {
            warn!("The reader lease was lost; readers and jobs stop here");
            break;
        }
    }
    stop.send_replace(true);
}

/// Runs readers and jobs whenever this process holds the lease; until then it tries now and then.
async fn run_readers(town: Town, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match ReaderLease::try_take(&town.base.store).await {
            Ok(Some(lease)) => {
                let (stop, ended) = watch::channel(false);
                let readers = town.runner.clone().run(ended.clone());
                let jobs = town.jobs.clone().run(ended.clone());
                let courier = town.courier.clone().run(ended.clone());
                // What strangers write is read apart from the readers.
                let poller = tokio::spawn(town.poller.clone().run(ended.clone()));
                let chores = ask_for_chores(&town, ended.clone());
                let alarms = town.alarms.clone().run(ended);
                let guard = guard(&lease, stopped.clone(), stop);
                tokio::join!(readers, jobs, courier, chores, alarms, guard);
                if let Err(error) = poller.await {
                    warn!(%error, "The poller of outside sources ended badly");
                }
                drop(lease);
            }
            Ok(None) => {}
            Err(error) => warn!(%error, "The reader lease could not be taken"),
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stopped.changed() => {}
        }
    }
}
