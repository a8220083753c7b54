using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using JobRunner.Cli.Formatting;

namespace JobRunner.Cli.CommandLine;

/// <summary>What <c>--version</c> answers.</summary>
internal sealed class VersionLine(Screen screen) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(VersionLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

        // Without the commit that it was built from.
        screen.WriteLine($"jobctl {version.Split('+')[0]}");
        return 0;
    }
}
