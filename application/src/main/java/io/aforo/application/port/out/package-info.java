/** What results need from the outside. */
package io.aforo.application.port.out;
