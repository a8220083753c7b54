using System.CommandLine;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Failures;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl start</c>.</summary>
internal sealed class StartVerb : Verb, ICommandVerb
{
    private readonly SpecOptions _spec = new();
    private readonly Option<bool> _keepInput = new("--keep-stdin") { Description = "leave the job's standard input open, for 'jobctl input'" };

    public StartVerb()
        : base("start", "Start a job and print its id, and nothing else.")
    {
        Add(_keepInput);
        _spec.AddTo(this);
    }

    public Argument<string[]> CommandArgument => _spec.Command;

    public override string Synopsis => "[OPTIONS] -- COMMAND [ARGUMENT…]";

    public override IReadOnlyList<string> Examples =>
    [
        "id=$(jobctl start -- make -j4)",
        "jobctl start --timeout 5m --memory 512M --label team=build --cwd /srv/app -e CI=1 -- ./build.sh --fast",
    ];

    public override string Remarks =>
        """
        The command goes to the server as it is, through no shell: for pipes and the like, -- sh -c '…'.
        Exit codes: 127 no such program, 126 it can't be executed; the others as in 'jobctl list --help'.
        """;

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var spec = _spec.Read(invocation.Arguments) with { KeepInputOpen = invocation.Value(_keepInput) };
        var jobId = await invocation.Jobs.StartAsync(spec);
        invocation.Surroundings.Screen.WriteLine($"{jobId}");
        return ExitCodes.Success;
    }
}
