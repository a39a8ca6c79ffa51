// Debian's Chromium, without what would ask the network by itself.
"use strict";

const { chromium } = require("playwright-core");

exports.launch = () => chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
	"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
