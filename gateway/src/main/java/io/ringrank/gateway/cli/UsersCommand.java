// SPDX-License-Identifier: Apache-2.0
package io.ringrank.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringrank.gateway.app.ServerStartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds the commands for users. No password is an argument, since everybody can see those. */
@Command(name = "users", description = "Add, list, change and delete users.",
        synopsisSubcommandLabel = "COMMAND")
final class UsersCommand {

    private static final String PATH = "/api/v1/users";

    private UsersCommand() {}

    static CommandLine create(CliContext context) {
        return new CommandLine(new UsersCommand())
                .addSubcommand(new Create(context))
                .addSubcommand(new ListUsers(context))
                .addSubcommand(new SetRole(context))
                .addSubcommand(new SetPassword(context))
                .addSubcommand(new Delete(context));
    }

    @Command(name = "create", description = {"Add a user.",
        "Prints a password that must be changed at the first login, unless one is given."},
            sortOptions = false)
    static final class Create implements Callable<Integer> {

        private final CliContext context;

        @Parameters(paramLabel = "NAME", description = "To log in with.")
        private String name = "";

        @Option(names = "--role", paramLabel = "ROLE", defaultValue = "user",
                description = "admin, or user (the default).")
        private String role = "user";

        @Option(names = "--password-stdin",
                description = "Read the password from standard input, as one line.")
        private boolean passwordStdin;

        @Mixin
        private final ServerFlags server;

        Create(CliContext context) {
            this.context = context;
            this.server = new ServerFlags(context);
        }

        @Override
        public Integer call()
                throws ServerStartException, CommandFailedException, InterruptedException {
            ObjectNode body =
                    JsonNodeFactory.instance.objectNode().put("name", name).put("role", role);
            if (passwordStdin) {
                body.put("password", line(context));
            }
            return new Administration(context, server)
                    .run(admin -> show(context, admin.send("POST", PATH, body)));
        }
    }

    @Command(name = "list", description = "List the users.", sortOptions = false)
    static final class ListUsers implements Callable<Integer> {

        private final CliContext context;

        @Option(names = "--json", description = "Print the server's JSON answer on one line.")
        private boolean json;

        @Mixin
        private final ServerFlags server;

        ListUsers(CliContext context) {
            this.context = context;
            this.server = new ServerFlags(context);
        }

        @Override
        public Integer call()
                throws ServerStartException, CommandFailedException, InterruptedException {
            return new Administration(context, server).run(admin -> {
                JsonNode answer = admin.get(PATH);
                if (json) {
                    context.out().println(answer);
                    return;
                }
                List<List<String>> rows = new ArrayList<>();
                rows.add(List.of("NAME", "ROLE", "CREATED", "PASSWORD"));
                for (JsonNode user : answer.path("users")) {
                    rows.add(List.of(user.path("name").asText(), user.path("role").asText(),
                            user.path("created_at").asText(),
                            user.path("must_change_password").asBoolean()
                                    ? "to be changed"
                                    : "changed"));
                }
                TextTable.print(rows, context.out());
            });
        }
    }

    @Command(name = "set-role", description = "Make a user an admin, or an admin a user.",
            sortOptions = false)
    static final class SetRole implements Callable<Integer> {

        private final CliContext context;

        @Parameters(index = "0", paramLabel = "NAME", description = "Of the user.")
        private String name = "";

        @Parameters(index = "1", paramLabel = "ROLE", description = "admin or user.")
        private String role = "";

        @Option(names = "--revoke-keys",
                description = "Revoke the API keys of who is no admin any more.")
        private boolean revokeKeys;

        @Mixin
        private final ServerFlags server;

        SetRole(CliContext context) {
            this.context = context;
            this.server = new ServerFlags(context);
        }

        @Override
        public Integer call()
                throws ServerStartException, CommandFailedException, InterruptedException {
            return new Administration(context, server).run(admin -> sayKeys(context, name,
                    admin.send("PATCH",
                            PATH + '/' + PathText.of(name) + "?revoke_keys=" + revokeKeys,
                            JsonNodeFactory.instance.objectNode().put("role", role))));
        }
    }

    @Command(name = "set-password", description = {"Give a user a new password.",
        "Prints one that must be changed at the next login, unless one is given."},
            sortOptions = false)
    static final class SetPassword implements Callable<Integer> {

        private final CliContext context;

        @Parameters(paramLabel = "NAME", description = "Of the user.")
        private String name = "";

        @Option(names = "--password-stdin",
                description = "Read the password from standard input, as one line.")
        private boolean passwordStdin;

        @Mixin
        private final ServerFlags server;

        SetPassword(CliContext context) {
            this.context = context;
            this.server = new ServerFlags(context);
        }

        @Override
        public Integer call()
                throws ServerStartException, CommandFailedException, InterruptedException {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            if (passwordStdin) {
                body.put("password", line(context));
            }
            return new Administration(context, server).run(admin -> show(context,
                    admin.send("POST", PATH + '/' + PathText.of(name) + "/password", body)));
        }
    }

    @Command(name = "delete", description = "Delete a user, who is out at once.",
            sortOptions = false)
    static final class Delete implements Callable<Integer> {

        private final CliContext context;

        @Parameters(paramLabel = "NAME", description = "Of the user.")
        private String name = "";

        @Option(names = "--revoke-keys",
                description = "Revoke the API keys that the user has made as well.")
        private boolean revokeKeys;

        @Mixin
        private final ServerFlags server;

        Delete(CliContext context) {
            this.context = context;
            this.server = new ServerFlags(context);
        }

        @Override
        public Integer call()
                throws ServerStartException, CommandFailedException, InterruptedException {
            return new Administration(context, server).run(admin -> sayKeys(context, name,
                    admin.delete(
                            PATH + '/' + PathText.of(name) + "?revoke_keys=" + revokeKeys)));
        }
    }

    private static void sayKeys(CliContext context, String name, JsonNode answer) {
        for (JsonNode id : answer.path("valid_api_keys")) {
            context.progress()
                    .say("an API key of " + name + " is still valid: ./ringrank keys revoke "
                            + id.asText());
        }
    }

    private static void show(CliContext context, JsonNode answer) {
        String password = answer.path("password").asText();
        if (!password.isEmpty()) {
            context.progress().say("the password is shown this once");
            context.out().println(password);
        }
    }

    private static String line(CliContext context) throws CommandFailedException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(context.in(), StandardCharsets.UTF_8));
        try {
            String line = lines.readLine();
            if (line == null || line.isEmpty()) {
                throw new CommandFailedException("there is no password on standard input");
            }
            return line;
        } catch (IOException e) {
            throw new CommandFailedException("standard input can't be read: " + e);
        }
    }
}
