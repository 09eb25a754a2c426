/**
 * The product's limit of logs an export; a setting may lower or raise what an installation allows. Apart from the filters,
 * which load MongoDB's driver: the configuration is read before tracing can watch that.
 */
export const DEFAULT_MAX_LOGS = 50_000;
