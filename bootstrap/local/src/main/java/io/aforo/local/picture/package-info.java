/** Readings and alerts, drawn over time: SVG that needs no fonts, scripts or pictures of others. */
package io.aforo.local.picture;
