/** Made-up events as a source, to try things without any system beside. */
package io.aforo.adapters.datagen;
