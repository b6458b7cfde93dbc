//! The reading door of one site.

use crate::conn::Conn;
use crate::error::Sorted;
use crate::{Query, Shared, SiteOwned};
use chrono::{DateTime, Utc};
use kernel::{Result, SiteId};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, Statement, Value};

/// Reads what belongs to one site. It cannot be asked for another.
pub struct SiteRead {
    pub(crate) conn: Conn,
    pub(crate) site: SiteId,
    pub(crate) now: DateTime<Utc>,
}

impl SiteRead {
    /// The site.
    #[must_use]
    pub fn site(&self) -> SiteId {
        self.site
    }

    /// Domain time when this door was opened; one transaction has one time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The rows of `E` that belong to this site.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one home of a site's select")]
    pub fn find<E: SiteOwned>(&self) -> Query<'_, E> {
        Query {
            select: E::find().filter(E::SITE.eq(self.site.0)),
            conn: &self.conn,
            site: Some(self.site.0),
        }
    }

    /// The rows of a global table that every site may read.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one home of a shared select")]
    pub fn shared<E: Shared>(&self) -> Query<'_, E> {
        Query {
            select: E::find(),
            conn: &self.conn,
            site: None,
        }
    }

    /// Statistical SQL. Its first parameter `$1` is always this site; `rest` follows as `$2` …
    ///
    /// # Errors
    /// A fault when the statement does not bind `$1`, or of the database.
    pub async fn report<M: FromQueryResult>(&self, sql: &str, rest: Vec<Value>) -> Result<Vec<M>> {
        if !sql.contains("$1") {
            return Err(kernel::Error::fault(format!("report without its site: {sql}")));
        }
        let mut values = vec![Value::from(self.site.0)];
        values.extend(rest);
        let statement = Statement::from_sql_and_values(self.conn.get_database_backend(), sql, values);
        let rows = self.conn.query_all_raw(statement).await.sorted()?;
        rows.iter()
            .map(|row| M::from_query_result(row, "").sorted())
            .collect()
    }
}
