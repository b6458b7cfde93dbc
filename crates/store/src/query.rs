//! A select that is already filtered by its site.

use crate::SiteOwned;
use crate::conn::Conn;
use crate::error::Sorted;
use kernel::{Error, Result};
use sea_orm::sea_query::{IntoCondition, SimpleExpr};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, JoinType, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, RelationDef, Select,
};
use std::marker::PhantomData;

/// A select over `E`. What filters, orders and pages is SeaORM's; what runs it is here.
pub struct Query<'a, E: EntityTrait> {
    pub(crate) select: Select<E>,
    pub(crate) conn: &'a Conn,
    pub(crate) site: Option<i64>,
}

impl<'a, E: EntityTrait> Query<'a, E> {
    /// Adds a condition.
    #[must_use]
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.select = self.select.filter(condition.into_condition());
        self
    }

    /// Adds a condition when there is a value.
    #[must_use]
    pub fn filter_some<T, C: IntoCondition>(self, value: Option<T>, condition: impl FnOnce(T) -> C) -> Self {
        match value {
            Some(value) => self.filter(condition(value)),
            None => self,
        }
    }

    /// Ascending.
    #[must_use]
    pub fn asc(mut self, column: E::Column) -> Self {
        self.select = self.select.order_by(column, Order::Asc);
        self
    }

    /// Descending.
    #[must_use]
    pub fn desc(mut self, column: E::Column) -> Self {
        self.select = self.select.order_by(column, Order::Desc);
        self
    }

    /// Then by something computed, the largest first.
    #[must_use]
    pub fn desc_by(mut self, expression: impl std::convert::Into<SimpleExpr>) -> Self {
        self.select = self.select.order_by_desc(expression.into());
        self
    }

    /// At most `n` rows.
    #[must_use]
    pub fn limit(mut self, n: u64) -> Self {
        self.select = self.select.limit(n);
        self
    }

    /// Passes over `n` rows.
    #[must_use]
    pub fn offset(mut self, n: u64) -> Self {
        self.select = self.select.offset(n);
        self
    }

    /// Reads only these columns; run it with [`Query::into`].
    #[must_use]
    pub fn only(mut self, columns: impl IntoIterator<Item = E::Column>) -> Self {
        self.select = self.select.select_only().columns(columns);
        self
    }

    /// Adds a computed or joined column under a name; run it with [`Query::into`].
    #[must_use]
    pub fn with(mut self, expression: impl std::convert::Into<SimpleExpr>, name: &'static str) -> Self {
        self.select = self.select.expr_as(expression.into(), name);
        self
    }

    /// Groups by a column.
    #[must_use]
    pub fn group(mut self, column: E::Column) -> Self {
        self.select = self.select.group_by(column);
        self
    }

    /// Joins another table of the same site.
    #[must_use]
    pub fn join_site<R: SiteOwned>(mut self, join: JoinType, relation: RelationDef) -> Self {
        self.select = self.select.join(join, relation);
        if let Some(site) = self.site {
            self.select = match join {
                JoinType::LeftJoin => self.select.filter(R::SITE.eq(site).or(R::SITE.is_null())),
                _ => self.select.filter(R::SITE.eq(site)),
            };
        }
        self
    }

    /// The rows as another shape.
    #[must_use]
    pub fn into<M: FromQueryResult>(self) -> Into<'a, E, M> {
        Into {
            query: self,
            model: PhantomData,
        }
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn one(self) -> Result<Option<E::Model>> {
        self.select.one(self.conn).await.sorted()
    }

    /// The row, or [`Error::NotFound`].
    ///
    /// # Errors
    /// [`Error::NotFound`]; faults of the database.
    pub async fn found(self) -> Result<E::Model> {
        self.one().await?.ok_or(Error::NotFound)
    }

    /// Every row.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn all(self) -> Result<Vec<E::Model>> {
        self.select.all(self.conn).await.sorted()
    }

    /// How many rows.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn count(self) -> Result<u64>
    where
        E::Model: Sync,
    {
        self.select.count(self.conn).await.sorted()
    }

    /// Whether there is any row.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn exists(self) -> Result<bool>
    where
        E::Model: Sync,
    {
        Ok(self.limit(1).one().await?.is_some())
    }

    /// One page (from 1) and the total.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn page(self, page: u64, size: u64) -> Result<(Vec<E::Model>, u64)>
    where
        E::Model: Sync,
    {
        let total = self.select.clone().count(self.conn).await.sorted()?;
        let rows = self
            .limit(size)
            .offset(page.saturating_sub(1).saturating_mul(size))
            .all()
            .await?;
        Ok((rows, total))
    }

    /// The statement, for a sub-query inside a condition.
    #[must_use]
    pub fn statement(self) -> sea_orm::sea_query::SelectStatement {
        self.select.into_query()
    }
}

/// A query whose rows are read as `M`.
pub struct Into<'a, E: EntityTrait, M> {
    query: Query<'a, E>,
    model: PhantomData<M>,
}

impl<E: EntityTrait, M: FromQueryResult + Send + Sync> Into<'_, E, M> {
    /// The first row, if any.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn one(self) -> Result<Option<M>> {
        self.query
            .select
            .into_model::<M>()
            .one(self.query.conn)
            .await
            .sorted()
    }

    /// Every row.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn all(self) -> Result<Vec<M>> {
        self.query
            .select
            .into_model::<M>()
            .all(self.query.conn)
            .await
            .sorted()
    }
}
