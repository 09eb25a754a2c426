import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ApiClient, createApiClient } from './api-client';

export interface ConnectionOptions {
  url: string;
  apiKey: string;
  json?: true;
}

export function httpUrl(value: string): string {
  if (/^https?:/.test(value) && URL.canParse(value)) return value;
  throw new InvalidArgumentError('It must be a URL such as https://logs.example.com.');
}

export const urlOption = () => new Option('--url <url>', 'where the API is').env('LOGS_EXPORT_URL').argParser(httpUrl);
export const keyOption = () => new Option('--api-key <key>', 'the API key').env('LOGS_EXPORT_API_KEY');

/** Adds the flags of every command that calls the API. */
export const withConnection = (command: Command): Command =>
  command
    .addOption(urlOption().makeOptionMandatory())
    .addOption(keyOption().makeOptionMandatory())
    .option('--json', 'print the answer as JSON');

export const connect = ({ url, apiKey }: ConnectionOptions, signal?: AbortSignal): ApiClient =>
  createApiClient(url, apiKey, signal);
