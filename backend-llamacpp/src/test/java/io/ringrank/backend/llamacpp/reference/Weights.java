// SPDX-License-Identifier: Apache-2.0
package io.ringrank.backend.llamacpp.reference;

import io.ringrank.backend.llamacpp.gguf.GgufFile;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The layers of a file by their names: linear maps and norms, with a bias where there is one. Any thread. */
final class Weights {

    private final GgufFile file;
    private final double epsilon;
    private final Map<String, double[][]> read = new ConcurrentHashMap<>();

    /** @param epsilonKey metadata key of what norms add to a variance */
    Weights(GgufFile file, String epsilonKey) {
        this.file = file;
        this.epsilon = (Float) file.get(epsilonKey);
    }

    boolean has(String name) {
        return file.tensors().containsKey(name + ".weight");
    }

    /** A row of an embedding table. */
    double[] row(String name, int row) {
        return file.row(name + ".weight", row);
    }

    int rows(String name) {
        return Math.toIntExact(file.shape(name + ".weight").get(1));
    }

    double[][] linear(String name, double[][] x) {
        return Arrays.stream(x).map(row -> linear(name, row)).toArray(double[][]::new);
    }

    double[] linear(String name, double[] x) {
        double[][] columns = read.computeIfAbsent(name, this::columns);
        double[] out = columns[x.length].clone();
        for (int from = 0; from < x.length; from++) {
            double[] column = columns[from];
            for (int to = 0; to < out.length; to++) {
                out[to] += column[to] * x[from];
            }
        }
        return out;
    }

    /** The columns of a weight, then its bias: so the inner loop above is one the compiler widens. */
    private double[][] columns(String name) {
        String weight = name + ".weight";
        int inputs = Math.toIntExact(file.shape(weight).getFirst());
        int outputs = file.shape(weight).size() == 1 ? 1 : rows(name);
        double[][] columns = new double[inputs + 1][outputs];
        for (int to = 0; to < outputs; to++) {
            double[] row = file.row(weight, to);
            for (int from = 0; from < inputs; from++) {
                columns[from][to] = row[from];
            }
        }
        columns[inputs] = bias(name, outputs);
        return columns;
    }

    private double[] bias(String name, int size) {
        return file.tensors().containsKey(name + ".bias")
                ? file.row(name + ".bias", 0)
                : new double[size];
    }

    double[][] layerNorm(String name, double[][] x) {
        return Arrays.stream(x).map(row -> layerNorm(name, row)).toArray(double[][]::new);
    }

    double[] layerNorm(String name, double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double[] normal = Arithmetic.map(x, v -> (v - mean) / Math.sqrt(variance + epsilon));
        return scaled(name, normal);
    }

    double[][] rmsNorm(String name, double[][] x) {
        return Arrays.stream(x).map(row -> rmsNorm(name, row)).toArray(double[][]::new);
    }

    private double[] rmsNorm(String name, double[] x) {
        double square = Arrays.stream(x).map(v -> v * v).average().orElseThrow();
        return scaled(name, Arithmetic.map(x, v -> v / Math.sqrt(square + epsilon)));
    }

    /** As {@link #rmsNorm}, on each head by itself. */
    double[][] rmsNormHeads(String name, double[][] x, int headSize) {
        double[][] out = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int from = 0; from < x[i].length; from += headSize) {
                double[] head = Arrays.copyOfRange(x[i], from, from + headSize);
                System.arraycopy(rmsNorm(name, head), 0, out[i], from, headSize);
            }
        }
        return out;
    }

    private double[] scaled(String name, double[] normal) {
        double[][] gainAndBias = read.computeIfAbsent(name, n -> new double[][]{
            file.row(n + ".weight", 0), bias(n, normal.length)});
        return Arithmetic.plus(Arithmetic.times(normal, gainAndBias[0]), gainAndBias[1]);
    }
}
