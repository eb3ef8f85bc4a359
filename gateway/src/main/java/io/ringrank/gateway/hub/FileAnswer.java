// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.hub;

import io.ringrank.gateway.hub.HubProblem.Kind;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks for bytes of a file, and checks that they are what was asked for. Any thread; waits. */
final class FileAnswer {

    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");

    private FileAnswer() {}

    static RemoteBytes open(HubHttp http, URI uri, RemoteFile file, long from, long to)
            throws HubException, InterruptedException {
        String range = "bytes=" + from + '-' + (to - 1);
        HubHttp.Answer answer = http.ask(new HubHttp.Question(uri, Optional.of(range),
                Optional.empty(), "file " + file.path() + " of " + file.repository()));
        Optional<String> wrong = contradiction(answer, file)
                .or(() -> wrongPart(answer.response(), file, from));
        HttpResponse<InputStream> response = answer.response();
        RemoteBytes bytes = new RemoteBytes(response.statusCode() == 206 ? from : 0,
                response.body(), response.uri().getHost());
        if (wrong.isPresent()) {
            bytes.close();
            throw new HubException(Kind.CORRUPT, file.path() + " is not what "
                    + file.hub().title() + " announced: " + wrong.get() + "; try again.");
        }
        return bytes;
    }

    /** The hub says with the file once more what the list of files has said. */
    private static Optional<String> contradiction(HubHttp.Answer answer, RemoteFile file) {
        Optional<String> hash = answer.header("X-Linked-Etag")
                .map(FileAnswer::plainTag)
                .filter(RemoteFile::isSha256)
                .filter(tag -> !tag.equals(file.sha256()));
        Optional<String> revision = answer.header("X-Repo-Commit")
                .filter(commit -> !commit.equals(file.revision()));
        Optional<String> size = answer.header("X-Linked-Size")
                .filter(text -> !text.equals(Long.toString(file.bytes())));
        return hash.map(_ -> "it has another SHA-256 now")
                .or(() -> revision.map(_ -> "it is of another revision"))
                .or(() -> size.map(bytes -> "it has " + bytes + " bytes now"));
    }

    private static String plainTag(String etag) {
        return etag.replaceFirst("^W/", "").replace("\"", "");
    }

    private static Optional<String> wrongPart(HttpResponse<InputStream> response, RemoteFile file,
            long from) {
        if (response.statusCode() != 206) {
            OptionalLong length = response.headers().firstValueAsLong("Content-Length");
            return length.isPresent() && length.getAsLong() != file.bytes()
                    ? Optional.of("it has " + length.getAsLong() + " bytes instead of "
                            + file.bytes())
                    : Optional.empty();
        }
        String text = response.headers().firstValue("Content-Range").orElse("");
        Matcher range = CONTENT_RANGE.matcher(text);
        if (!range.matches() || Long.parseLong(range.group(1)) != from) {
            return Optional.of("other bytes came than were asked for");
        }
        String total = range.group(2);
        return total.equals("*") || total.equals(Long.toString(file.bytes()))
                ? Optional.empty()
                : Optional.of("it has " + total + " bytes instead of " + file.bytes());
    }
}
