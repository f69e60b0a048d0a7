//! Time relative to structure (2) in each place where it was measured, by how the backbones ran; data only.

use crate::chart::{BarChart, BarGroup, BarRow, BarValue, SeriesStyle, Unit};
use crate::lab::reference::study_charts::bars_from_zero;
use crate::measure::{Machine, Mode, RecordedTime, Run, Schedule, Software, recorded};
use crate::study::reference::time_ratio;
use crate::study::{Backbone, NetworkId, Rule};

use super::i18n::CostTexts;
use super::origin::Origin;

/// What is recorded of all five structures: the batch that the study timed where there is one.
const RECORDED: [(Software, Machine, Mode); 3] = [
    (Software::Page, Machine::H100, Mode::Batch),
    (Software::PyTorch, Machine::H100, Mode::Batch),
    (Software::Page, Machine::Cpu, Mode::Latency),
];

/// The chart: a group for each place, that of the run first.
pub(super) fn sharing_chart(run: Option<&Run>, backbone: Backbone, texts: &CostTexts) -> BarChart {
    let mut groups: Vec<BarGroup> = run.and_then(|run| here(run, backbone, texts)).into_iter().collect();
    groups.extend(RECORDED.map(|which| recorded_group(which, texts)));
    groups.push(study_group(Rule::HeadMean, texts));
    BarChart { guide: Some(1.0), ..bars_from_zero(groups, texts.axis.to_owned(), Unit::Ratio) }
}

fn row(
    network: NetworkId,
    schedule: Schedule,
    value: f64,
    whisker: Option<(f64, f64)>,
    texts: &CostTexts,
) -> BarRow {
    let style = match schedule {
        Schedule::InTurn => SeriesStyle::Full,
        Schedule::SideBySide => SeriesStyle::Light,
    };
    let series = (texts.schedule)(schedule).to_owned();
    let value = BarValue { series, style, value, whisker, dots: Vec::new() };
    BarRow { structure: network.structure, values: vec![value] }
}

fn here(run: &Run, backbone: Backbone, texts: &CostTexts) -> Option<BarGroup> {
    let schedule = run.schedule();
    let ratios = run.ratios().into_iter().filter(|ratio| ratio.network.backbone == backbone);
    let rows: Vec<BarRow> = ratios
        .map(|ratio| {
            let whisker = Some((ratio.interval.low, ratio.interval.high));
            row(ratio.network, schedule, ratio.value, whisker, texts)
        })
        .collect();
    let title = (texts.origin)(Origin::Here(run.plan.mode));
    (!rows.is_empty()).then_some(BarGroup { title, rows })
}

/// The rows of one setting in which all five structures were timed.
fn recorded_group((software, machine, mode): (Software, Machine, Mode), texts: &CostTexts) -> BarGroup {
    let alike: Vec<&RecordedTime> = recorded()
        .iter()
        .filter(|time| (time.software, time.machine, time.mode) == (software, machine, mode))
        .collect();
    let setting = alike.first().map(|time| &time.setting);
    let rows = alike.iter().filter(|time| Some(&time.setting) == setting);
    let rows = rows.filter_map(|time| Some(row(time.network, time.schedule(), time.ratio()?, None, texts)));
    BarGroup { title: (texts.origin)(Origin::Recorded(software, machine, mode)), rows: rows.collect() }
}

/// The study's, on the backbone of what is recorded.
fn study_group(rule: Rule, texts: &CostTexts) -> BarGroup {
    let networks = NetworkId::on_backbone(Backbone::ResNet18);
    let rows = networks
        .filter_map(|network| Some(row(network, Schedule::InTurn, time_ratio(rule, network)?, None, texts)));
    BarGroup { title: (texts.origin)(Origin::Study(rule)), rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::super::i18n::texts;
    use super::*;
    use crate::web::Language;

    #[test]
    fn each_place_has_all_five_and_its_schedule_is_its_style() {
        for language in Language::ALL {
            let chart = sharing_chart(None, Backbone::ResNet18, texts(language));
            let styles: Vec<(usize, SeriesStyle)> =
                chart.groups.iter().map(|group| (group.rows.len(), group.rows[0].values[0].style)).collect();
            let (full, light) = (SeriesStyle::Full, SeriesStyle::Light);
            assert_eq!(styles, [(5, light), (5, full), (5, full), (5, full)]);
            assert!(chart.groups.iter().all(|group| group.rows[1].values[0].value == 1.0), "(2) by itself");
        }
    }

    #[test]
    fn the_run_comes_first_with_its_intervals() {
        let path = format!("{}/public/runs/resnet18-h100-throughput.json", env!("CARGO_MANIFEST_DIR"));
        let run = Run::from_json(&std::fs::read_to_string(path).unwrap()).unwrap();
        let chart = sharing_chart(Some(&run), Backbone::ResNet18, texts(Language::English));
        assert_eq!(chart.groups.len(), 5);
        let first = &chart.groups[0].rows[3].values[0];
        assert!(first.whisker.is_some() && first.style == SeriesStyle::Light && first.value < 1.1);
        let other = sharing_chart(Some(&run), Backbone::ResNet50, texts(Language::English));
        assert_eq!(other.groups.len(), 4, "it measured another backbone");
    }
}
