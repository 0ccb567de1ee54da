/** What a runtime can drive. */
package io.aforo.application.port.in;
