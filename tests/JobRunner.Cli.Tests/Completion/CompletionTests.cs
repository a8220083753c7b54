using JobRunner.Cli.Tests.Support;
using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Completion;

/// <summary>The scripts in the shells that they are for.</summary>
public sealed class CompletionTests : ServerTests
{
    [TestCase("st", "start status stop")]
    [TestCase("logs --so", "--source")]
    [TestCase("logs --source ", "stdout stderr")]
    [TestCase("list --state r", "running")]
    [TestCase("signal H", "HUP")]
    [TestCase("completion ", "bash zsh")]
    [TestCase("start -- sha256s", "sha256sum")]
    public async Task Bash_completes(string line, string expected) => Assert.That(await CompleteInBash(line), Is.EqualTo(expected.Split(' ')));

    [Test]
    public async Task Bash_completes_ids_but_those_that_are_there()
    {
        var first = (await Run("start", "--", "true")).Output.Trim();
        var second = (await Run("start", "--", "true")).Output.Trim();
        Assert.That(await CompleteInBash("logs "), Is.EqualTo(new[] { second, first }));
        Assert.That(await CompleteInBash($"logs -f {first} "), Is.EqualTo(new[] { second }));
        Assert.That(await CompleteInBash($"signal HUP {first[..8]}"), Is.EqualTo(new[] { first }));
    }

    [Test]
    public async Task Bash_proposes_nothing_where_no_server_answers()
    {
        var result = await RunShell("JOBCTL_URL=https://localhost:1; jobctl __complete -- logs ''");
        Assert.That((result.ExitCode, result.Output, result.Error), Is.EqualTo((0, "", "")));
    }

    [Test]
    public async Task Zsh_takes_the_script()
    {
        Tool.Require("zsh");
        var job = (await Run("start", "--", "true")).Output.Trim();

        // The completion system itself needs a terminal; here its two ways to propose something print what they are given.
        const string Script =
            """
            autoload -Uz compinit && compinit -u
            eval "$(jobctl completion zsh)"
            [[ ${_comps[jobctl]} == _jobctl ]] || exit 9
            _describe() { print -rl -- "${(@P)3}" }
            _files() { print files }
            words=(jobctl logs ''); CURRENT=3; _jobctl
            """;
        await using var zsh = new RunningProcess("zsh", ["-f", "-c", Script], Environment);
        var result = await zsh.ToEnd();
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain($"{job}:exited 0  true"));
    }

    private async Task<string[]> CompleteInBash(string line)
    {
        const string Script =
            """
            eval "$(jobctl completion bash)"
            [[ $(complete -p jobctl) == *_jobctl* ]] || exit 9
            IFS=' ' read -ra COMP_WORDS <<< "$1"
            [[ $1 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _jobctl
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var result = await RunShell(Script, $"jobctl {line}");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, "")));

        // What PATH has twice bash shows once.
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()];
    }
}
