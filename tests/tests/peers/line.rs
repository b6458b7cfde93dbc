//! A line between two boxes that can be cut, also in the middle of a word.

use std::sync::Arc;
use tests::program::free_port;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub struct Line {
    port: u16,
    up: Arc<watch::Sender<bool>>,
}

impl Line {
    /// A line to a port of this machine.
    pub async fn to(target: u16) -> Self {
        let port = free_port();
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let (up, state) = watch::channel(true);
        tokio::spawn(async move {
            loop {
                let (near, _) = listener.accept().await.unwrap();
                if *state.borrow() {
                    tokio::spawn(carry(near, target, state.clone()));
                }
            }
        });
        Self {
            port,
            up: Arc::new(up),
        }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn cut(&self) {
        self.up.send_replace(false);
    }

    pub fn mend(&self) {
        self.up.send_replace(true);
    }
}

async fn carry(mut near: TcpStream, target: u16, mut state: watch::Receiver<bool>) {
    let Ok(mut far) = TcpStream::connect(("127.0.0.1", target)).await else {
        return;
    };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
        _ = state.wait_for(|up| !up) => {}
    }
}
