// Copyright 2026 the dmxflux authors. SPDX-License-Identifier: Apache-2.0
/**
 * The page on which a person sees what runs: served whole from the class path, drawn in the browser from the state document.
 *
 * <pre>
 *   GET /                     --&gt; PlainPage: the state as tables, readable without JavaScript
 *   GET /assets/VERSION/NAME  --&gt; PageAssets: modules, style, libraries, as they are in the jar
 *                                      |
 *                                      +--&gt; app.js --&gt; /api/events, /api/history, /api/log, /api/services/...
 * </pre>
 *
 * <p>The page's modules are in the resources beside this package: {@code store.js} has what the page knows, {@code
 * connection.js} what changes it, {@code trends.js} what is drawn over time; the others draw. There is no build step: they
 * are served as they are written, and an import map names the libraries.
 */
@NullMarked
package io.dmxflux.ts.page;

import org.jspecify.annotations.NullMarked;
