/** Which alerts people have yet to be told of, and when. */
package io.aforo.application.notify;
