// Puppeteer's own browser download must never break `npm ci`: `flopbook doctor` says which browser is used instead.
module.exports = { skipDownload: true };
