// SPDX-License-Identifier: Apache-2.0
package io.ringrank.loadtest.engine;

import io.ringrank.backend.llamacpp.gguf.TensorType;
import io.ringrank.loadtest.model.ModelShape;
import io.ringrank.loadtest.model.SyntheticModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** A synthetic model. The fields are set by picocli. */
public final class ModelOptions {

    @Option(names = "--shape", paramLabel = "NAME", converter = ShapeConverter.class,
            completionCandidates = ShapeNames.class, defaultValue = "minilm-l6",
            description = "Shape of the model whose weights are random: ${COMPLETION-CANDIDATES}"
                    + " (default ${DEFAULT-VALUE}).")
    ModelShape shape = ModelShape.MINILM_L6;

    @Option(names = "--type", paramLabel = "TYPE", converter = TypeConverter.class,
            completionCandidates = TypeNames.class, defaultValue = "q8_0",
            description = "Type of its matrices: ${COMPLETION-CANDIDATES}"
                    + " (default ${DEFAULT-VALUE}).")
    TensorType type = TensorType.Q8_0;

    /** The file in a directory, written first if it is not there. */
    public Path file(Path directory) throws IOException {
        return SyntheticModel.in(directory, shape, type);
    }

    public String label() {
        return SyntheticModel.label(shape, type);
    }

    /** Where models lie that can be made again. */
    public static Path cache(Map<String, String> environment) {
        String base = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (base.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base))
                .resolve("ringrank")
                .resolve("models");
    }

    private static final class ShapeConverter implements ITypeConverter<ModelShape> {

        @Override
        public ModelShape convert(String name) {
            try {
                return ModelShape.named(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    private static final class TypeConverter implements ITypeConverter<TensorType> {

        @Override
        public TensorType convert(String name) {
            try {
                return TensorType.valueOf(name.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException _) {
                throw new TypeConversionException("no type is called \"" + name
                        + "\"; there are " + String.join(", ", typeNames()));
            }
        }
    }

    private static final class ShapeNames implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return ModelShape.KNOWN.stream().map(ModelShape::name).iterator();
        }
    }

    private static final class TypeNames implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return typeNames().iterator();
        }
    }

    private static List<String> typeNames() {
        return Arrays.stream(TensorType.values())
                .map(type -> type.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
