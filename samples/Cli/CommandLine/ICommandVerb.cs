using System.CommandLine;

namespace JobRunner.Cli.CommandLine;

/// <summary>A verb that takes a command for a job, behind <c>--</c>.</summary>
internal interface ICommandVerb
{
    Argument<string[]> CommandArgument { get; }
}
