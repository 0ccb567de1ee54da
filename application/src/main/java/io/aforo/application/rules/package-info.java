/** How people write rules of temperatures, in files and in messages. */
package io.aforo.application.rules;
