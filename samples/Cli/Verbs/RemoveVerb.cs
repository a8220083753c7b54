using System.CommandLine;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Jobs;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl rm</c>.</summary>
internal sealed class RemoveVerb : Verb
{
    private readonly Argument<string[]> _ids = new("ids") { HelpName = "ID", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "stop those that still run" };
    private readonly Option<bool> _finished = new("--finished") { Description = "all that have finished, instead of ids" };

    public RemoveVerb()
        : base("rm", "Forget finished jobs and delete their output.")
    {
        Add(_force);
        Add(_finished);
        Add(_ids);
    }

    public override string Synopsis => "[OPTIONS] ID… | --finished";

    public override IReadOnlyList<string> Examples => ["jobctl rm 3f2a", "jobctl rm --force 3f2a 9c41", "jobctl rm --finished"];

    public override string Remarks => "Exit codes: as in 'jobctl list --help'; 6 means that the job has not finished.";

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var takesAll = invocation.Value(_finished);
        if (takesAll == invocation.Arguments.GetValue(_ids) is { Length: > 0 })
        {
            throw CliException.Usage($"Which jobs? Usage: jobctl rm {Synopsis}.");
        }

        var jobs = invocation.Jobs;
        var ids = takesAll
            ? await jobs.ListAsync(new JobFilter { State = JobState.Finished }).Select(job => job.Id).ToListAsync()
            : await invocation.ResolveAsync(_ids);
        return await new EachJob(invocation.Surroundings.Messages).DoAsync(ids, async id =>
        {
            if (invocation.Value(_force))
            {
                await jobs.StopAsync(id);
            }

            await RemoveAsync(jobs, id, mayBeGone: takesAll);
        });
    }

    private static async Task RemoveAsync(IJobsManager jobs, Guid id, bool mayBeGone)
    {
        try
        {
            await jobs.RemoveAsync(id);
        }
        catch (JobNotFoundException) when (mayBeGone)
        {
            // Evicted, or removed by another, since it was listed: nobody asked for this one by name.
        }
    }
}
