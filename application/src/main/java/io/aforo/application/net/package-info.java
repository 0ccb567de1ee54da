/** What hosts are told by their names to be. */
package io.aforo.application.net;
