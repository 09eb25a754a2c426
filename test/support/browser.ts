export { ensureBrowser, launchBrowser } from '../../local/browser';
