using System.CommandLine;
using JobRunner.Cli.Completion;
using JobRunner.Cli.Failures;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl completion</c>.</summary>
internal sealed class CompletionVerb : Verb
{
    private readonly Argument<string> _shell = new("shell") { HelpName = "SHELL", Arity = ArgumentArity.ExactlyOne };

    public CompletionVerb()
        : base("completion", "Print a script that lets the shell complete verbs, options and ids.")
    {
        _shell.AcceptOnlyFromAmong([.. CompletionScript.Shells]);
        Add(_shell);
    }

    public override string Synopsis => "bash|zsh";

    public override IReadOnlyList<string> Examples =>
    [
        "eval \"$(jobctl completion bash)\"        # in ~/.bashrc",
        "eval \"$(jobctl completion zsh)\"         # in ~/.zshrc, after compinit",
    ];

    public override string Remarks =>
        "Ids are asked of the server that the line, the environment or the profile names; if it doesn't answer within 2 s (JOBCTL_COMPLETION_TIMEOUT), there are none.";

    protected override Task<int> RunAsync(Invocation invocation)
    {
        invocation.Surroundings.Screen.WriteLine(CompletionScript.For(invocation.Value(_shell)).TrimEnd());
        return Task.FromResult(ExitCodes.Success);
    }
}
