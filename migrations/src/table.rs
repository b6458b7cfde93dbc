//! Column words shared by the steps, so that every table spells the same thing the same way.

use sea_orm_migration::prelude::*;

pub(crate) fn id() -> ColumnDef {
    let mut column = ColumnDef::new("id");
    column.big_integer().not_null().auto_increment().primary_key();
    column
}

pub(crate) fn number(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.big_integer().not_null();
    column
}

pub(crate) fn number_null(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.big_integer().null();
    column
}

pub(crate) fn text(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text().not_null();
    column
}

pub(crate) fn text_null(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text().null();
    column
}

pub(crate) fn flag(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.boolean().not_null().default(false);
    column
}

pub(crate) fn time(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.timestamp_with_time_zone().not_null();
    column
}

pub(crate) fn time_null(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.timestamp_with_time_zone().null();
    column
}

pub(crate) fn bytes(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.blob().not_null();
    column
}

pub(crate) fn uid() -> ColumnDef {
    let mut column = ColumnDef::new("uid");
    column.uuid().not_null();
    column
}

/// A table that belongs to no site; it stands in [`crate::GLOBAL_TABLES`].
pub(crate) fn global(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for column in columns {
        table.col(column);
    }
    table
}

/// A tenant's table: `id`, `site_id` referring to the register, and `unique (site_id, id)` for composite keys.
pub(crate) fn tenant(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = global(name, vec![id(), number("site_id")]);
    for column in columns {
        table.col(column);
    }
    table.foreign_key(
        ForeignKey::create()
            .name(format!("fk_{name}_site"))
            .from(name, "site_id")
            .to("site", "id"),
    );
    table.index(
        Index::create()
            .name(format!("uq_{name}_site_id_id"))
            .unique()
            .col("site_id")
            .col("id"),
    );
    table
}

/// A foreign key inside one site: `(site_id, column)` → `(site_id, id)`.
pub(crate) fn within(
    name: &'static str,
    column: &'static str,
    target: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{name}_{column}"))
        .from(name, ("site_id", column))
        .to(target, ("site_id", "id"))
        .to_owned()
}

/// A foreign key to a global table.
pub(crate) fn to_global(
    name: &'static str,
    column: &'static str,
    target: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{name}_{column}"))
        .from(name, column)
        .to(target, "id")
        .to_owned()
}

/// A unique key; for a tenant's table the columns begin with `site_id`.
pub(crate) fn unique(name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("uq_{name}_{}", columns.join("_"))).unique();
    for column in columns {
        index.col(*column);
    }
    index
}

/// An ordinary index.
pub(crate) fn index(name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("ix_{name}_{}", columns.join("_"))).table(name);
    for column in columns {
        index.col(*column);
    }
    index
}

/// Makes tables and indexes in order.
pub(crate) async fn create(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
    indexes: Vec<IndexCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Declares a step: a forward-only migration in one transaction.
macro_rules! step {
    ($name:literal, $manager:ident, $body:block) => {
        pub(crate) struct Migration;

        impl sea_orm_migration::MigrationName for Migration {
            fn name(&self) -> &str {
                $name
            }
        }

        #[async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Migration {
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(&self, $manager: &SchemaManager) -> Result<(), DbErr> $body
        }
    };
}
pub(crate) use step;
