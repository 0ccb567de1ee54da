/**
 * Tells Prometheus Alertmanager of alerts, by its v2 API over HTTP. Package-private but for what a
 * deployment names. Nothing here holds a password.
 */
package io.aforo.adapters.alertmanager;
